package io.mcpguard.streamable;

import io.mcpguard.McpGuard;
import io.mcpguard.bridge.ClientSession;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.jose.Sealer;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.Revisions;
import java.util.Optional;

/**
 * Lets a client of the legacy revisions that lost a stream go on where it broke off: "the client
 * SHOULD issue an HTTP GET … and include the Last-Event-ID header" (2025-11-25, basic/transports,
 * resumability and redelivery).
 *
 * <p>The attacker has the id of an event of another's stream, or of a stream of their own that was
 * opened with more permissions than they have now.
 */
final class Resumption {
  private final McpGuard guard;
  private final EventSeal seal;
  private final StreamLogs logs;

  Resumption(McpGuard guard, Sealer sealer, Drain drain) {
    this.guard = guard;
    this.seal = new EventSeal(sealer);
    this.logs = new StreamLogs(seal, drain);
  }

  /** One session at an upstream, and who asks in it now. */
  record Place(Upstream upstream, ClientSession session, String id, Delegated caller) {}

  /** The same answer; where it is a stream, one that can be gone on with. */
  Answer resumable(Place place, Answer answer) {
    if (!(answer instanceof Answer.Events stream)) {
      return answer;
    }
    StreamLog log = begun(place, StreamKind.ANSWER, stream);
    return new Answer.Events(
        Revisions.hasPriming(place.session().revision()) ? log.primed() : log.read(0));
  }

  /**
   * The stream of what belongs to no request, or whichever one broke off at {@code lastEventId}.
   */
  Answer listen(Place place, String lastEventId) {
    EventId last = EventId.read(lastEventId);
    Optional<StreamLog> log = logs.find(place.id(), last.stream());
    if (log.isEmpty()) {
      return seal.isOf(last, place.id(), place.caller())
          ? opened(place, StreamKind.NEWS, last.upstream())
          : news(place);
    }
    if (!log.get().isFor(place.caller())) {
      return news(place);
    }
    return log.get().goesOn(last.place())
        ? new Answer.Events(log.get().read(last.place()))
        : afterTheEnd(place, log.get(), last);
  }

  private Answer news(Place place) {
    return logs.readOn(place.id(), place.caller())
        .<Answer>map(Answer.Events::new)
        .orElseGet(() -> opened(place, StreamKind.NEWS, ""));
  }

  /** A stream that has said all that is known may go on in another at its upstream. */
  private Answer afterTheEnd(Place place, StreamLog log, EventId last) {
    StreamKind kind = log.terms().kind();
    if (kind == StreamKind.ANSWER && log.isAnswered()) {
      return new Answer.Events(log.read(last.place()));
    }
    return kind == StreamKind.NEWS || !log.upstreamId().isEmpty()
        ? opened(place, kind, log.upstreamId())
        : guard.refuseStream(
            place.caller(),
            place.upstream(),
            Denial.of(Reason.METHOD_NOT_ALLOWED, "the stream ended, and its call has no answer"));
  }

  private Answer opened(Place place, StreamKind kind, String upstreamId) {
    Answer answer = place.session().listen(place.caller(), upstreamId);
    return answer instanceof Answer.Events stream
        ? new Answer.Events(begun(place, kind, stream).read(0))
        : answer;
  }

  private StreamLog begun(Place place, StreamKind kind, Answer.Events stream) {
    Unread unread = guard.mayReadOn(place.upstream()) ? Unread.READ_ON : Unread.CLOSED;
    return logs.begin(place.id(), kind, place.caller(), unread, stream.events());
  }

  /** Ends the session, and its streams with it. */
  Answer end(Place place) {
    Answer ended = place.session().end();
    logs.forget(place.id());
    return ended;
  }

  /** Waits until those have gone whom the drain sends away. */
  void awaitDrained() throws InterruptedException {
    logs.awaitNoReaders();
  }
}
