package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.OpenRequest.State;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * What is open in one session: the client's requests, and what the tool server asked during them.
 * Whoever takes an entry out of its map ends it, so that each ends once; a question never outlives
 * its request. The places of the requests are the agent's.
 */
final class OpenRequests {
  /**
   * The most questions of one session that may be open at once, but for as many as several threads
   * add in the same instant.
   */
  private static final int MOST_ASKED = 256;

  private final Places calls;
  private final Map<RequestId, OpenRequest> requests = new ConcurrentHashMap<>();
  private final Map<RequestId, Question> questions = new ConcurrentHashMap<>();
  private final EarlyCancellations cancelled = new EarlyCancellations();
  private volatile State closed = State.OPEN;

  OpenRequests(Places calls) {
    this.calls = calls;
  }

  /** Keeps a request until its answer comes; the reason where it cannot be kept. */
  Optional<Denial> open(OpenRequest request) {
    Optional<Denial> none = calls.take();
    if (none.isPresent()) {
      return none;
    }
    if (requests.putIfAbsent(request.id(), request) != null) {
      calls.giveBack();
      return Optional.of(
          Denial.of(Reason.INVALID_REQUEST, "the id is that of another open request"));
    }
    // Asked once it can be found: what ends everything, or this, may have come just before.
    if (cancelled.take(request.id()) && settle(request)) {
      return Optional.of(Denial.of(Reason.INVALID_REQUEST, "taken back before it was sent"));
    }
    return closed != State.OPEN && settle(request) ? Optional.of(afterTheEnd()) : Optional.empty();
  }

  /** Why nothing opens any more. */
  Denial afterTheEnd() {
    return closed == State.STOPPED
        ? Denial.of(Reason.SHUTTING_DOWN, "the guard has just stopped")
        : Denial.of(Reason.UNKNOWN_SESSION, "the session has just ended");
  }

  Optional<OpenRequest> find(RequestId id) {
    return Optional.ofNullable(requests.get(id));
  }

  /** The only call that is open; empty when there are several, since nobody can tell them apart. */
  Optional<OpenRequest> onlyCall() {
    List<OpenRequest> open =
        requests.values().stream().filter(request -> request.call().isPresent()).toList();
    return open.size() == 1 ? Optional.of(open.getFirst()) : Optional.empty();
  }

  /** Takes out the request that an answer has come for. */
  Optional<OpenRequest> settle(RequestId id) {
    OpenRequest request = requests.get(id);
    return request != null && settle(request) ? Optional.of(request) : Optional.empty();
  }

  /** Takes out this very request; false when something else has ended it. */
  boolean settle(OpenRequest request) {
    return end(request, State.SETTLED);
  }

  /**
   * Ends a request that its client cancels; what carries it is the caller's to cut. Where none is
   * open, one that is on its way does not open.
   */
  Optional<OpenRequest> cancel(RequestId id) {
    cancelled.add(id); // Before it is looked for: it may open right after.
    Optional<OpenRequest> found = find(id).filter(request -> end(request, State.CANCELLED));
    if (found.isPresent()) {
      cancelled.take(id);
    }
    return found;
  }

  /** Ends and cuts every request that {@code over} says it of. */
  void endAll(Predicate<OpenRequest> over, State how) {
    requests.values().stream()
        .filter(over)
        .filter(request -> end(request, how))
        .forEach(OpenRequest::cut);
  }

  /** Ends the requests that have taken too long, whether anybody waits for them or not. */
  void endOverdue() {
    endAll(request -> request.deadline().isOver(), State.OVERDUE);
  }

  /** Ends everything; nothing opens after this. */
  void close() {
    close(State.SESSION_ENDED);
  }

  /** The same because the guard stops. */
  void stop() {
    close(State.STOPPED);
  }

  private void close(State how) {
    if (closed == State.OPEN) {
      closed = how;
    }
    endAll(request -> true, how);
  }

  private boolean end(OpenRequest request, State how) {
    if (!takeOut(request, how)) {
      return false;
    }
    request.conclude(how);
    if (!questions.isEmpty()) {
      dropAskedDuring(request);
    }
    return true;
  }

  /** In one step: whoever finds it gone finds how it ended, and that its place is free. */
  private boolean takeOut(OpenRequest request, State how) {
    AtomicBoolean taken = new AtomicBoolean();
    requests.computeIfPresent(
        request.id(),
        (id, open) -> {
          if (!open.equals(request)) {
            return open;
          }
          calls.giveBack();
          request.reach(how);
          taken.set(true);
          return null;
        });
    return taken.get();
  }

  private void dropAskedDuring(OpenRequest request) {
    questions.forEach((id, question) -> {
      if (question.during().equals(request)) {
        answered(id).ifPresent(unanswered -> unanswered.end(Ending.as(Status.CANCELLED)));
      }
    });
  }

  /** Keeps a request of the server's until the client answers it; false when it cannot be kept. */
  boolean ask(RequestId ours, Question question) {
    if (questions.size() >= MOST_ASKED || questions.putIfAbsent(ours, question) != null) {
      return false;
    }
    if (question.during().isOver()) {
      questions.remove(ours, question);
      return false;
    }
    return true;
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
        .filter(entry -> questions.remove(entry.getKey(), entry.getValue()))
        .findFirst()
        .map(entry -> {
          entry.getValue().end(Ending.as(Status.CANCELLED));
          return entry.getKey();
        });
  }
}
