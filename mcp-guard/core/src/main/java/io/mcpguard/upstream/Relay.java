package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.SessionLink.Failing;
import io.mcpguard.upstream.SessionLink.Inflow;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * One flow of a tool server's messages on its way to one client stream. Each message is read,
 * checked and only then passed on; what the tool server may not ask is answered here.
 */
final class Relay implements EventSource {
  /** The longest slice of waiting, so that a closed or expired stream is noticed soon. */
  private static final Duration SLICE = Duration.ofMillis(500);

  private final Dialogue session;
  private final Delegated caller;
  private final Inflow flow;
  private final Purpose purpose;
  private final Watch watch;
  private final Deque<Event> ready = new ArrayDeque<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean resumable;
  private volatile boolean over;
  private boolean told;

  /**
   * What looks at every flow while it is open.
   *
   * @param inbound what of it reaches the client
   * @param stillHolds whether a delegation holds at this moment
   * @param clock the time
   */
  record Watch(Inbound inbound, Predicate<Delegated> stillHolds, InstantSource clock) {}

  /** What a flow is for. */
  sealed interface Purpose {
    /** It answers one request, and ends with that answer, or when the call has taken too long. */
    record Answering(OpenRequest request, int status) implements Purpose {}

    /** It carries what belongs to no request, until the token's end. */
    record Listening(Instant until) implements Purpose {}
  }

  /**
   * A flow in {@code session}, for {@code caller}, whose delegation may be another than its
   * opener's.
   */
  Relay(Dialogue session, Delegated caller, Inflow flow, Purpose purpose, Watch watch) {
    this.session = session;
    this.caller = caller;
    this.flow = flow;
    this.purpose = purpose;
    this.watch = watch;
  }

  /** Whose stream it is. */
  Delegated caller() {
    return caller;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    Deadline patience = Deadline.in(atMost);
    boolean looked = false;
    while (ready.isEmpty()) {
      if (over || closed.get() || isPast() || isEnded() || isWithdrawn()) {
        return finish();
      }
      // Whoever does not wait gets what is there.
      if (looked && patience.isOver()) {
        return new Event.Idle();
      }
      Duration wait = patience.left();
      take(flow.next(wait.compareTo(SLICE) < 0 ? wait : SLICE));
      looked = true;
    }
    return ready.poll();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      session.closed(this);
      flow.close();
      switch (purpose) {
        case Purpose.Listening listening -> session.share().streams().giveBack();
        case Purpose.Answering mine -> left(mine);
      }
    }
  }

  /** The client left. A call whose stream can be resumed stays open until its own deadline. */
  private void left(Purpose.Answering mine) {
    if (!over && !resumable && session.requests().settle(mine.request())) {
      mine.request().pending().end(Ending.as(session.whenLeft()).during(mine.status()));
    }
  }

  private boolean isPast() {
    return switch (purpose) {
      case Purpose.Answering answering -> answering.request().deadline().isOver();
      case Purpose.Listening listening -> !watch.clock().instant().isBefore(listening.until());
    };
  }

  /** A grant or agent that was revoked, or a token that ended, ends its streams. */
  private boolean isWithdrawn() {
    return !watch.stillHolds().test(caller);
  }

  /** A call that something else has ended; there is nothing more to wait for. */
  private boolean isEnded() {
    return purpose instanceof Purpose.Answering mine && mine.request().isOver();
  }

  private void take(Inflow.Item item) {
    switch (item) {
      case Inflow.Item.Data data -> data(data);
      case Inflow.Item.Retry retry -> ready.add(new Event.Retry(retry.millis()));
      case Inflow.Item.Idle idle -> {}
      case Inflow.Item.End end -> ended(Failing.WRONG);
      case Inflow.Item.Broken broken -> ended(broken.failing());
    }
  }

  private void data(Inflow.Item.Data data) {
    resumable |= !data.eventId().isEmpty();
    if (data.json().length == 0) {
      ready.add(new Event.Message(data.json(), data.eventId()));
      return;
    }
    ServerMessage message = ServerMessage.read(data.json());
    Optional<byte[]> passed =
        watch.inbound().pass(session, caller, message, during(), Arrival.streamed(status()));
    passed.ifPresent(json -> ready.add(new Event.Message(json, data.eventId())));
    switch (message) {
      case ServerMessage.Answered answered -> {
        if (purpose instanceof Purpose.Answering mine
            && mine.request().id().equals(answered.id())) {
          over = true;
        }
      }
      case ServerMessage.Broken broken -> ended(Failing.WRONG);
      case ServerMessage.Asked asked -> {}
      case ServerMessage.Notified notified -> {}
    }
  }

  /** The request that a message of this flow belongs to. */
  private RequestId during() {
    return switch (purpose) {
      case Purpose.Answering answering -> answering.request().id();
      case Purpose.Listening listening -> RequestId.NONE;
    };
  }

  private int status() {
    return switch (purpose) {
      case Purpose.Answering answering -> answering.status();
      case Purpose.Listening listening -> 200;
    };
  }

  /**
   * A flow that ends before its answer may go on in another stream, if the upstream numbered its
   * events.
   */
  private void ended(Failing failing) {
    over = true;
    if (purpose instanceof Purpose.Answering mine && !(resumable && failing != Failing.SLOW)) {
      fail(mine, reason(failing), Status.UNKNOWN);
    }
  }

  private static Reason reason(Failing failing) {
    return switch (failing) {
      case DOWN, UNREACHED, WITHDRAWN, NOT_OFFERED, SESSION_GONE -> Reason.UPSTREAM_DOWN;
      case BUSY -> Reason.BUSY;
      case SLOW -> Reason.UPSTREAM_SLOW;
      case WRONG -> Reason.UPSTREAM_WRONG;
      case OVERSIZE -> Reason.UPSTREAM_TOO_LARGE;
      case REFUSED -> Reason.UPSTREAM_REFUSED;
    };
  }

  private void fail(Purpose.Answering mine, Reason reason, Status status) {
    if (session.requests().settle(mine.request())) {
      mine.request().pending().end(Ending.because(reason, status).during(mine.status()));
      tell(mine, Denial.of(reason, "upstream " + session.upstream().name() + " gave no answer"));
    } else {
      mine.request().denial().ifPresent(denial -> tell(mine, denial));
    }
  }

  private void tell(Purpose.Answering mine, Denial denial) {
    if (!told) {
      told = true;
      OpenRequest request = mine.request();
      byte[] json = Answers.error(denial, request.exchange(), request.id());
      ready.add(new Event.Message(json, ""));
    }
  }

  private Event finish() {
    if (purpose instanceof Purpose.Answering mine) {
      finish(mine);
    }
    over = true;
    Event last = ready.poll();
    if (last != null) {
      return last;
    }
    close();
    return new Event.End();
  }

  private void finish(Purpose.Answering mine) {
    if (isEnded()) {
      mine.request().denial().ifPresent(denial -> tell(mine, denial));
    } else if (!over && mine.request().deadline().isOver()) {
      fail(mine, mine.request().overdue(), Status.TIMED_OUT);
    } else if (!over && isWithdrawn()) {
      fail(mine, Reason.CHANGED_IN_FLIGHT, Status.UNKNOWN);
    }
  }
}
