package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.http.LastLook;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.Target;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** A request of the client's from when it is let out until its answer, or another end, has come. */
final class OpenRequest implements Cancellation {
  private final McpMessage.Request request;
  private final RequestId id;
  private final ExchangeId exchange;
  private final Delegated caller;
  private final Pending pending;
  private final Deadline deadline;
  private final LastLook look;
  private final AtomicReference<Runnable> carrier = new AtomicReference<>(Uncarried.NOT_YET);
  private volatile State state = State.OPEN;

  /** Whether its first byte may have gone out: the last look let it. */
  private volatile boolean letOut;

  /** What there is to cut while nothing carries the request. */
  private enum Uncarried implements Runnable {
    NOT_YET,
    CUT;

    @Override
    public void run() {}
  }

  /** How far the request is. All but the first two are ends without its answer. */
  enum State {
    OPEN,
    /** Its answer came, or it failed while somebody waited for it. */
    SETTLED,
    /** The client cancelled it. */
    CANCELLED,
    /** What it was delegated by was revoked. */
    REVOKED,
    /** Its session ended. */
    SESSION_ENDED,
    /** The guard stops. */
    STOPPED,
    /** It has taken too long, whether anybody waits for it or not. */
    OVERDUE
  }

  /**
   * A request that is about to go out.
   *
   * @param request what goes out
   * @param deadline when it is over even if nobody waits for it
   * @param look what is read again right before its first byte goes out
   */
  OpenRequest(
      McpMessage.Request request,
      ExchangeId exchange,
      Delegated caller,
      Pending pending,
      Deadline deadline,
      LastLook look) {
    this.request = request;
    this.id = RequestId.of(request.document(), request.id());
    this.exchange = exchange;
    this.caller = caller;
    this.pending = pending;
    this.deadline = deadline;
    this.look = look;
  }

  RequestId id() {
    return id;
  }

  /** What of its notifications its client hears, where it stands in no session. */
  NotificationFilter filter() {
    return new NotificationFilter(request);
  }

  ExchangeId exchange() {
    return exchange;
  }

  /** Who made it, under the delegation that let it out. */
  Delegated caller() {
    return caller;
  }

  Pending pending() {
    return pending;
  }

  Deadline deadline() {
    return deadline;
  }

  /** The call, if it is one: lists and the handshake's requests are not. */
  Optional<OpenCall> call() {
    return pending instanceof OpenCall call ? Optional.of(call) : Optional.empty();
  }

  /** Why its time is over: a subscription's is that of its token. */
  Reason overdue() {
    return call()
            .map(call -> call.recorded().call().target())
            .filter(Target.Subscription.class::isInstance)
            .isPresent()
        ? Reason.EXPIRED_TOKEN
        : Reason.UPSTREAM_SLOW;
  }

  /** Whether its token ended before its answer came, however that shows. */
  boolean hasOutlivedItsToken() {
    return deadline.isOver() && overdue() == Reason.EXPIRED_TOKEN;
  }

  boolean isOver() {
    return state != State.OPEN;
  }

  @Override
  public boolean holds() {
    if (isOver() || !look.holds()) {
      return false;
    }
    letOut = true;
    return !isOver(); // Whatever ended it meanwhile may have seen that it was let out.
  }

  @Override
  public void carriedBy(Runnable cut) {
    if (!carrier.compareAndSet(Uncarried.NOT_YET, cut)) {
      cut.run();
    }
  }

  /** Drops what carries it, from any thread. */
  void cut() {
    carrier.getAndSet(Uncarried.CUT).run();
  }

  /** Only {@link OpenRequests} says so, once. */
  void reach(State end) {
    state = end;
  }

  /** Ends what waits for its answer, which the end that it reached is without. */
  void conclude(State end) {
    switch (end) {
      case OPEN, SETTLED -> {}
      case CANCELLED -> pending.end(Ending.as(Status.CANCELLED));
      case REVOKED -> unseen(Reason.GRANT_REVOKED);
      case SESSION_ENDED -> unseen(Reason.UNKNOWN_SESSION);
      case STOPPED -> unseen(Reason.SHUTTING_DOWN);
      case OVERDUE -> pending.end(Ending.because(overdue(), Status.TIMED_OUT));
    }
  }

  /** What still waited for a connection never acted. */
  private void unseen(Reason reason) {
    pending.end(Ending.because(reason, letOut ? Status.UNKNOWN : Status.REFUSED));
  }

  /**
   * What the client is told of an end that came from elsewhere; empty where there was none or it is
   * not told: "receivers … SHOULD … not send a response for the cancelled request" (2025-11-25,
   * basic/utilities/cancellation).
   */
  Optional<Denial> denial() {
    return switch (state) {
      case OPEN, SETTLED, CANCELLED -> Optional.empty();
      case REVOKED ->
          Optional.of(
              Denial.of(Reason.GRANT_REVOKED, "the delegation was revoked during the call"));
      case SESSION_ENDED ->
          Optional.of(Denial.of(Reason.UNKNOWN_SESSION, "the session ended during the call"));
      // Whoever is told to try again must not have acted already.
      case STOPPED ->
          Optional.of(
              Denial.of(
                  letOut ? Reason.UPSTREAM_SLOW : Reason.SHUTTING_DOWN,
                  "the guard stopped during the call"));
      case OVERDUE -> Optional.of(Denial.of(overdue(), "no answer came in time"));
    };
  }

  /** The answer to whoever waited, once something else has ended the request. */
  Outcome<Answer> answerOnceOver() {
    return state == State.SETTLED
        ? Outcome.refuse(Reason.UPSTREAM_WRONG, "the request had been answered before")
        : denial()
            .<Outcome<Answer>>map(Refused::new)
            .orElseGet(() -> Outcome.proceed(new Answer.Accepted()));
  }
}
