package io.mcpguard.stdio;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.mcpguard.McpGuard;
import io.mcpguard.bridge.SubscriptionText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.McpMethod.Kind;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.SessionTie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes on one pipe, in the order it comes: each message is read and, if it is a request,
 * counted here; what is done with it runs on a thread of its own.
 */
final class Pipe {
  private static final Logger LOG = LoggerFactory.getLogger(Pipe.class);

  /** A host asks for the tools at once, and often never again. */
  private static final Duration TO_START = Duration.ofSeconds(15);

  /** How long the handshake is held up by an upstream that is down. */
  private static final Duration TO_GREET = Duration.ofMillis(500);

  private static final Duration TO_END = Duration.ofSeconds(2);

  private static final int TO_INITIALIZE_SECONDS = 60;

  /** Waits until enough is known of the upstreams to take a turn. */
  private interface Beginning {
    void await() throws InterruptedException;
  }

  private final McpGuard guard;
  private final LocalCaller caller;
  private final LineWriter out;
  private final CountDownLatch over = new CountDownLatch(1);
  private final PendingRequests pending;
  private final Deadline start = Deadline.in(TO_START);
  private final Deadline greeting = Deadline.in(TO_GREET);
  private final Workers workers;
  private final Turns turns;

  /** Set once no request is taken any more. */
  private volatile boolean ending;

  /** Told when the handshake is done; what was sent after it waits until then. */
  private volatile CompletableFuture<Void> initialized = CompletableFuture.completedFuture(null);

  /** What the messages of all pipes may hold of the heap. */
  record Rooms(Room requests, Room brief) {
    static Rooms usual() {
      return new Rooms(Room.ofHeap(4), Room.ofHeap(8));
    }
  }

  /** Answers in {@code session}'s endpoint on {@code out}, until {@code over}. */
  Pipe(LocalCaller caller, ProcessSession session, Rooms rooms, LineWriter out) {
    this.guard = caller.guard();
    this.caller = caller;
    this.out = out;
    this.pending = new PendingRequests(rooms.requests());
    this.workers = new Workers(rooms.brief());
    this.turns = new Turns(caller, session, out, over);
  }

  /** Takes one line. */
  void take(byte[] line) throws InterruptedException {
    if (isBlank(line)) {
      return;
    }
    try {
      Envelope envelope = guard.read(upstream(), line);
      switch (caller.now()) {
        case Refused<Delegated>(Denial denial) -> shut(envelope, denial.reason());
        case Proceed<Delegated>(Delegated who) -> take(who, envelope, line.length);
      }
    } catch (RuntimeException e) {
      LOG.error("a message could not be taken", e);
      out.write(Answers.refusal(Reason.INTERNAL));
    }
  }

  /** A line was longer than {@code mostBytes}, so that nobody knows what it was. */
  void refuseBeyond(int mostBytes) {
    Denial denial = Denial.of(Reason.BODY_TOO_LARGE, "the line is longer than limits.body");
    Reason told =
        switch (caller.now()) {
          case Refused<Delegated>(Denial shut) -> shut.reason();
          case Proceed<Delegated>(Delegated who) -> guard.refuse(who, upstream(), denial).reason();
        };
    out.write(Answers.refusal(told, mostBytes));
  }

  /**
   * No more requests are taken, and what is open gets {@code patience}. Subscriptions have no end
   * of theirs, so that they are answered, which ends them (2026-07-28, patterns/subscriptions); who
   * waits for longer is told that the call may have been made.
   */
  void end(Duration patience) throws InterruptedException {
    ending = true;
    List<Thread> told = new ArrayList<>();
    for (PendingRequest one : pending.all()) {
      if (one.request().method() == McpMethod.LISTEN) {
        told.add(dismiss(one, SubscriptionText.ended(one.id())));
      }
    }
    pending.awaitNone(patience);
    over.countDown();
    for (PendingRequest one : pending.all()) {
      told.add(dismiss(one, Answers.refusal(Reason.UPSTREAM_SLOW, one.id())));
    }
    Deadline end = Deadline.in(TO_END);
    pending.awaitNone(end.left());
    for (Thread last : told) {
      var unused = last.join(end.left());
    }
    turns.end();
  }

  /** On a thread of its own: neither an upstream that hangs nor a host holds anybody else up. */
  private Thread dismiss(PendingRequest one, byte[] lastWord) {
    return Thread.ofVirtual().name("stdio-end").start(() -> one.cancel(() -> out.write(lastWord)));
  }

  private Upstream upstream() {
    return caller.upstream();
  }

  private static boolean isBlank(byte[] line) {
    for (byte b : line) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  private void take(Delegated who, Envelope envelope, int bytes) throws InterruptedException {
    switch (envelope) {
      case Envelope.Malformed malformed -> workers.brief(bytes, () -> refuse(who, malformed));
      case Envelope.Single(McpMessage.Request request) -> {
        Optional<PendingRequest> entered = enter(who, request);
        entered.ifPresent(
            one -> start(DueAnswers.to(one), turns.request(who, one), beginning(request)));
      }
      case Envelope.Single(McpMessage.Notification done)
          when done.method() == McpMethod.INITIALIZED -> {
        CompletableFuture<Void> told = new CompletableFuture<>();
        initialized = told;
        workers.brief(
            bytes,
            () -> {
              try {
                turns.told(who, done);
              } finally {
                told.complete(null);
              }
            });
      }
      case Envelope.Single(McpMessage.Notification cancelled)
          when cancelled.method() == McpMethod.CANCELLED ->
          workers.brief(
              bytes,
              meant(cancelled)
                  .<Runnable>map(one -> () -> turns.cancel(who, cancelled, one))
                  .orElseGet(() -> () -> turns.told(who, cancelled)));
      case Envelope.Single single -> workers.brief(bytes, () -> turns.told(who, single.message()));
      case Envelope.Batch batch -> batch(who, batch, bytes);
    }
  }

  /** An element that cannot be taken is refused by itself, as it would be on a line of its own. */
  private void batch(Delegated who, Envelope.Batch batch, int bytes) throws InterruptedException {
    List<PendingRequest> entered = new ArrayList<>();
    List<RequestId> owed = new ArrayList<>();
    List<Envelope> taken = new ArrayList<>();
    for (Envelope element : batch.elements()) {
      switch (element) {
        case Envelope.Single(McpMessage.Request request) ->
            enter(who, request)
                .ifPresent(one -> {
                  entered.add(one);
                  taken.add(element);
                });
        case Envelope.Malformed malformed -> {
          Envelope.Malformed unambiguous = malformed.answering(unopened(malformed.id()));
          taken.add(unambiguous);
          if (malformed.awaits() == Envelope.Awaits.ANSWER) {
            owed.add(unambiguous.id());
          }
        }
        case Envelope.Single other -> taken.add(other);
        case Envelope.Batch nested -> throw new IllegalStateException("batches do not nest");
      }
    }
    if (taken.isEmpty()) {
      return;
    }
    DueAnswers due = new DueAnswers(entered, owed);
    Runnable turn = turns.batch(who, new Envelope.Batch(taken), due);
    if (entered.isEmpty()) {
      workers.brief(bytes, turn); // nothing of it was counted
    } else {
      start(due, turn, () -> guard.awaitSeen(start));
    }
  }

  /**
   * The handshake is not held up by an upstream that is down; but what one upstream alone can say
   * of itself is waited for. A host would take an error for a sign that its server speaks no form
   * that has {@code server/discover} (2026-07-28, basic/versioning).
   */
  private Beginning beginning(McpMessage.Request request) {
    boolean askedOfOne = request.method() == McpMethod.DISCOVER && !upstream().isFederated();
    if (askedOfOne) {
      return () -> guard.awaitLook(upstream(), start);
    }
    boolean greets = request.method().kind() == Kind.HANDSHAKE;
    return () -> guard.awaitSeen(greets ? greeting : start);
  }

  /** Runs a turn once its time has come. */
  private void start(DueAnswers due, Runnable turn, Beginning beginning) {
    CompletableFuture<Void> handshake = initialized;
    workers.start(() -> {
      try {
        beginning.await();
        // A server may refuse what comes before it knows that the handshake is done.
        var unused = handshake.completeOnTimeout(null, TO_INITIALIZE_SECONDS, SECONDS).join();
        if (!due.isUnwanted()) {
          turn.run();
        }
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException e) {
        LOG.error("a request failed", e);
        due.takeAll().forEach(id -> out.write(Answers.refusal(Reason.INTERNAL, id)));
      } finally {
        due.asked().forEach(pending::leave);
      }
    });
  }

  /** Counts a request; one that cannot be is refused here. */
  private Optional<PendingRequest> enter(Delegated who, McpMessage.Request request) {
    if (ending) {
      Denial denial = Denial.of(Reason.SHUTTING_DOWN, "a request on a pipe that is ending");
      refuse(who, request, denial, RequestId.of(request.document(), request.id()));
      return Optional.empty();
    }
    return switch (pending.enter(request, SessionTie.alone())) {
      case PendingRequests.Entry.Taken(PendingRequest one) -> Optional.of(one);
      case PendingRequests.Entry.Twice twice -> {
        Denial denial = Denial.of(Reason.INVALID_REQUEST, "the id of a request that is still open");
        // An answer with that id would be taken for the other one's.
        refuse(who, request, denial, RequestId.NONE);
        yield Optional.empty();
      }
      case PendingRequests.Entry.Full full -> {
        Denial denial = Denial.of(Reason.BUSY, "more requests are open on one pipe than may be");
        refuse(who, request, denial, RequestId.of(request.document(), request.id()));
        yield Optional.empty();
      }
    };
  }

  private void refuse(Delegated who, McpMessage.Request request, Denial denial, RequestId id) {
    if (guard.refuse(who, upstream(), request, denial) instanceof Answer.Denied denied) {
      out.write(Answers.error(denied.denial(), denied.exchange(), id));
    }
  }

  private void refuse(Delegated who, Envelope.Malformed malformed) {
    if (guard.refuse(who, upstream(), malformed) instanceof Answer.Denied denied) {
      out.write(Answers.error(denied.denial(), denied.exchange(), unopened(malformed.id())));
    }
  }

  /** The caller is not let in, which was recorded; whoever waits for an answer is told. */
  private void shut(Envelope envelope, Reason reason) {
    if (envelope.awaits() == Envelope.Awaits.NOTHING) {
      return;
    }
    RequestId id =
        switch (envelope) {
          case Envelope.Malformed malformed -> malformed.id();
          case Envelope.Single(McpMessage.Request request) ->
              RequestId.of(request.document(), request.id());
          case Envelope.Single other -> RequestId.NONE;
          case Envelope.Batch batch -> RequestId.NONE;
        };
    out.write(Answers.refusal(reason, unopened(id)));
  }

  private RequestId unopened(RequestId id) {
    return pending.find(id).isPresent() ? RequestId.NONE : id;
  }

  private Optional<PendingRequest> meant(McpMessage.Notification cancelled) {
    return cancelled
        .params()
        .member("requestId")
        .flatMap(id -> pending.find(RequestId.of(cancelled.document(), id)));
  }
}
