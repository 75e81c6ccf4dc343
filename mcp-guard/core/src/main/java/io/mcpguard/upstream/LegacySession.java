package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.RequestId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A session of the revisions before 2026-07-28: a wrapper that lends each request what a stateless
 * one brings by itself. It belongs to one user, one agent and one grant, and is never a credential.
 */
public final class LegacySession {
  /** The most requests of one session that may be open at once, and the most streams. */
  static final int MOST_OPEN = 256;

  private final String id;
  private final String owner;
  private final Upstream upstream;
  private final Conversation conversation;
  private final SessionLink link;
  private final Delegated opener;
  private final Map<RequestId, Pending> pending = new ConcurrentHashMap<>();
  private final Map<RequestId, Question> questions = new ConcurrentHashMap<>();
  private final Set<EventSource> streams = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean told = new AtomicBoolean();
  private volatile boolean over;

  LegacySession(
      String id, Delegated opener, Upstream upstream, Conversation conversation, SessionLink link) {
    this.id = id;
    this.opener = opener;
    this.owner = owner(opener);
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

  /** The caller as it was when the session was opened or last used a stream. */
  Delegated opener() {
    return opener;
  }

  SessionLink link() {
    return link;
  }

  /** Possession of the id is no authentication: the session must be this caller's own. */
  boolean belongsTo(Delegated caller, Upstream at) {
    return owner.equals(owner(caller)) && upstream.name().equals(at.name());
  }

  /** Keeps a request until its answer comes; false when the id is in use or too many are open. */
  boolean await(RequestId request, Pending answer) {
    if (over || pending.size() >= MOST_OPEN || pending.putIfAbsent(request, answer) != null) {
      return false;
    }
    return !over || !pending.remove(request, answer);
  }

  Optional<Pending> awaited(RequestId request) {
    return Optional.ofNullable(pending.get(request));
  }

  /** The only call that is open; empty when there are several, since nobody can tell them apart. */
  Optional<OpenCall> onlyCall() {
    List<OpenCall> calls =
        pending.values().stream()
            .filter(OpenCall.class::isInstance)
            .map(OpenCall.class::cast)
            .toList();
    return calls.size() == 1 ? Optional.of(calls.getFirst()) : Optional.empty();
  }

  /** What waited for {@code request}, which ends now, and with it what was asked during it. */
  Optional<Pending> settle(RequestId request) {
    Pending settled = pending.remove(request);
    if (settled instanceof OpenCall call && !questions.isEmpty()) {
      questions
          .values()
          .removeIf(question -> {
            boolean during = question.during().equals(call.recorded());
            if (during) {
              question.end(Status.CANCELLED);
            }
            return during;
          });
    }
    return Optional.ofNullable(settled);
  }

  /** Keeps a request of the server's until the client answers it; false when too many are open. */
  boolean ask(RequestId request, Question question) {
    return !over
        && questions.size() < MOST_OPEN
        && questions.putIfAbsent(request, question) == null;
  }

  /** The question that {@code answer} would answer. */
  Optional<Question> asked(RequestId answer) {
    return Optional.ofNullable(questions.get(answer));
  }

  /** The question that {@code answer} answers, once. */
  Optional<Question> answered(RequestId answer) {
    return Optional.ofNullable(questions.remove(answer));
  }

  /** The guard's id of a question that the server takes back. */
  Optional<RequestId> takeBack(RequestId upstreamId) {
    return questions.entrySet().stream()
        .filter(entry -> entry.getValue().upstreamId().equals(upstreamId))
        .findFirst()
        .map(entry -> {
          questions.remove(entry.getKey());
          entry.getValue().end(Status.CANCELLED);
          return entry.getKey();
        });
  }

  /** Keeps an open stream; false when too many are, or the session ended meanwhile. */
  boolean opens(EventSource stream) {
    if (over || streams.size() >= MOST_OPEN || !streams.add(stream)) {
      return false;
    }
    return !over || !streams.remove(stream);
  }

  void closed(EventSource stream) {
    streams.remove(stream);
  }

  /** How many streams are open, for the bound on an agent's streams. */
  int openStreams() {
    return streams.size();
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
    streams.forEach(EventSource::close);
    streams.clear();
    pending.values().forEach(open -> open.end(Status.UNKNOWN, 0));
    pending.clear();
    questions.values().forEach(question -> question.end(Status.CANCELLED));
    questions.clear();
  }

  private static String owner(Delegated caller) {
    return caller.principal().user() + "\n" + caller.principal().agent().clientId();
  }
}
