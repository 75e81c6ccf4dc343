package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.upstream.OpenRequest.State;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * A session of the revisions before 2026-07-28: a wrapper that lends each request what a stateless
 * one brings by itself. It belongs to one user and one agent, and is never a credential: each
 * request and each stream in it stands on the delegation of whoever made it.
 */
public final class LegacySession {
  private final String id;
  private final String owner;
  private final Upstream upstream;
  private final Conversation conversation;
  private final SessionLink link;
  private final Delegated opener;
  private final AgentShare share;
  private final OpenRequests requests;
  private final Set<Relay> streams = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean over;

  LegacySession(
      String id,
      Delegated opener,
      AgentShare share,
      Upstream upstream,
      Conversation conversation,
      SessionLink link) {
    this.id = id;
    this.opener = opener;
    this.owner = owner(opener);
    this.share = share;
    this.requests = new OpenRequests(share.calls());
    this.upstream = upstream;
    this.conversation = conversation;
    this.link = link;
  }

  /** The id that the client carries in {@code Mcp-Session-Id}. */
  public String id() {
    return id;
  }

  /** The tool server behind it. */
  public Upstream upstream() {
    return upstream;
  }

  /** The revision and the run of every call in it. */
  public Conversation conversation() {
    return conversation;
  }

  /** The caller as it was when the session was opened. */
  Delegated opener() {
    return opener;
  }

  /** What the agent has, in this session and its others. */
  AgentShare share() {
    return share;
  }

  SessionLink link() {
    return link;
  }

  OpenRequests requests() {
    return requests;
  }

  /** Possession of the id is no authentication: the session must be this caller's own. */
  boolean belongsTo(Delegated caller, Upstream at) {
    return owner.equals(owner(caller)) && upstream.name().equals(at.name());
  }

  /** Keeps a stream until it closes; false when the session has ended. */
  boolean opens(Relay stream) {
    streams.add(stream);
    return !over || !streams.remove(stream);
  }

  void closed(Relay stream) {
    streams.remove(stream);
  }

  /** Ends the requests and streams whose own callers are revoked, whoever opened the session. */
  void endRevoked(Predicate<Delegated> revoked) {
    requests.endAll(request -> revoked.test(request.caller()), State.REVOKED);
    streams.stream().filter(stream -> revoked.test(stream.caller())).forEach(Relay::close);
  }

  /**
   * Ends the session: its streams close and what was open ends unseen, at once; the upstream is
   * told on a thread of its own, because it may take its time.
   */
  Thread end() {
    shut();
    return Thread.ofVirtual().name("farewell").start(this::tell);
  }

  /** The same, and the upstream is told before this returns. */
  void endNow() {
    shut();
    tell();
  }

  private void tell() {
    if (told.compareAndSet(false, true)) {
      link.close();
    }
  }

  private void shut() {
    over = true;
    requests.close();
    streams.forEach(Relay::close);
    streams.clear();
  }

  private static String owner(Delegated caller) {
    return caller.principal().user() + "\n" + caller.principal().agent().clientId();
  }
}
