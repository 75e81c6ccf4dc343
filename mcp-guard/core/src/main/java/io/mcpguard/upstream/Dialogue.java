package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.upstream.OpenRequest.State;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * What a client's request stands in: a legacy session, or nothing but the request itself. It is
 * never a credential: each request and each stream in it stands on the delegation of whoever made
 * it.
 */
public abstract sealed class Dialogue permits LegacySession, StatelessRequest {
  private final Upstream upstream;
  private final Conversation conversation;
  private final SessionLink link;
  private final AgentShare share;
  private final OpenRequests requests;
  private final Set<Relay> streams = ConcurrentHashMap.newKeySet();
  private volatile boolean over;

  /** {@code places} are those that its requests take. */
  Dialogue(
      AgentShare share,
      Places places,
      Upstream upstream,
      Conversation conversation,
      SessionLink link) {
    this.share = share;
    this.requests = new OpenRequests(places);
    this.upstream = upstream;
    this.conversation = conversation;
    this.link = link;
  }

  /** The tool server behind it. */
  public final Upstream upstream() {
    return upstream;
  }

  /** The revision and the run of every call in it. */
  public final Conversation conversation() {
    return conversation;
  }

  /** What the agent has, here and elsewhere. */
  final AgentShare share() {
    return share;
  }

  final SessionLink link() {
    return link;
  }

  final OpenRequests requests() {
    return requests;
  }

  /** How a call ended whose client left before its answer. */
  abstract Status whenLeft();

  /** The HTTP status of an answer whose upstream gave it with {@code upstreamStatus}. */
  abstract int status(int upstreamStatus);

  /** Whether it has ended, so that nothing in it can go on. */
  final boolean isOver() {
    return over;
  }

  /** Keeps a stream until it closes; false when it is all over. */
  boolean opens(Relay stream) {
    streams.add(stream);
    return !over || !streams.remove(stream);
  }

  void closed(Relay stream) {
    streams.remove(stream);
  }

  /** Ends the requests and streams whose own callers are revoked. */
  final void endRevoked(Predicate<Delegated> revoked) {
    requests.endAll(request -> revoked.test(request.caller()), State.REVOKED);
    streams.stream().filter(stream -> revoked.test(stream.caller())).forEach(Relay::close);
  }

  /** What was open ends because the guard stops, which its streams say before they close. */
  final void stop() {
    requests.stop();
  }

  /** Its streams close, and what was open ends unseen. */
  final void shut() {
    over = true;
    requests.close();
    streams.forEach(Relay::close);
    streams.clear();
  }
}
