package io.mcpguard.bridge;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import io.mcpguard.upstream.SessionTie;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A legacy client's request at a 2026-07-28 server, from its first round to its answer: what the
 * server wants to know in between, the client is asked in this very stream. Each round is a call of
 * its own for the guard. Belongs to one thread, but for {@link #cancel}.
 */
final class BridgedCall implements EventSource {
  private static final int MOST_ROUNDS = 8;

  /** The longest slice of waiting, so that a cancelled call is noticed soon. */
  private static final Duration SLICE = Duration.ofMillis(500);

  private static final Duration UNSEEN = Duration.ofSeconds(30);

  private final BridgedSession session;
  private final Delegated caller;
  private final McpMessage.Request request;
  private final RequestId id;
  private final SessionTie tie;
  private final Deque<Event> ready = new ArrayDeque<>();
  private Stage stage = new Stage.Over();
  private int rounds;
  private volatile boolean cancelled;
  private volatile Optional<InputRound> waiting = Optional.empty();

  /** What the call waits for. */
  private sealed interface Stage {
    /** The server's next message. */
    record Streaming(EventSource events) implements Stage {}

    /** The client's answers. */
    record Asking(InputRound round) implements Stage {}

    /** The head of the server's answer to the next round. */
    record Calling(CompletableFuture<Answer> answer) implements Stage {}

    /** Nothing more. */
    record Over() implements Stage {}
  }

  BridgedCall(BridgedSession session, Delegated caller, McpMessage.Request request) {
    this.session = session;
    this.caller = caller;
    this.request = request;
    this.id = BridgedSession.id(request);
    this.tie = session.server().tie();
  }

  /** The client's own id of it. */
  RequestId id() {
    return id;
  }

  /** The first round: the answer, or the stream that it will come in. */
  Answer begin() {
    try {
      Answer begun = round();
      if (!(begun instanceof Answer.Events)) {
        over();
      }
      return begun;
    } catch (RuntimeException e) {
      over();
      throw e;
    }
  }

  private Answer round() {
    Answer first = session.server().send(caller, StatelessForm.of(request, session.meta()), tie);
    if (cancelled) {
      discard(first);
      return new Answer.Accepted();
    }
    return switch (first) {
      case Answer.Message message -> {
        answered(message.json());
        yield stage instanceof Stage.Over && ready.poll() instanceof Event.Message only
            ? new Answer.Message(only.json())
            : new Answer.Events(this);
      }
      case Answer.Events events -> {
        stage = new Stage.Streaming(events.events());
        yield new Answer.Events(this);
      }
      case Answer.Denied denied -> denied;
      case Answer.Opened opened -> opened;
      case Answer.Accepted accepted -> accepted;
      case Answer.Dropped dropped -> dropped;
      case Answer.Ended ended -> ended;
      case Answer.NoStream none -> none;
    };
  }

  /** The client no longer wants the answer, and gets none; from any thread. */
  void cancel() {
    cancelled = true;
    tie.cancel();
    waiting.ifPresent(InputRound::end);
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    Deadline patience = Deadline.in(atMost);
    while (!cancelled && ready.isEmpty()) {
      switch (stage) {
        case Stage.Streaming streaming -> streamed(streaming.events().next(slice(patience)));
        case Stage.Asking asking -> asked(asking.round(), patience.left());
        case Stage.Calling calling -> await(calling.answer(), patience.left());
        case Stage.Over over -> {
          return new Event.End();
        }
      }
      if (ready.isEmpty() && !(stage instanceof Stage.Over) && patience.isOver()) {
        return new Event.Idle();
      }
    }
    Event event = cancelled ? null : ready.poll();
    return event == null ? new Event.End() : event;
  }

  private static Duration slice(Deadline patience) {
    Duration left = patience.left();
    return left.compareTo(SLICE) < 0 ? left : SLICE;
  }

  private void streamed(Event event) {
    switch (event) {
      case Event.Message message -> {
        switch (ServerMessage.read(message.json())) {
          case ServerMessage.Answered answered -> answered(message.json());
          case ServerMessage.Notified notified -> tell(SessionAnswers.translated(notified));
          // "Servers MUST NOT send JSON-RPC requests" (2026-07-28, basic/index).
          case ServerMessage.Asked asked -> {}
          case ServerMessage.Broken broken -> {}
        }
      }
      case Event.Retry retry -> {}
      case Event.Idle idle -> {}
      case Event.End end -> over();
    }
  }

  private void answered(byte[] json) {
    closeStream();
    switch (RoundEnd.read(session, request, json)) {
      case RoundEnd.Complete complete -> {
        tell(complete.json());
        over();
      }
      case RoundEnd.Asking(InputRound round) -> {
        stage = new Stage.Asking(round);
        waiting = Optional.of(round);
        if (++rounds > MOST_ROUNDS) {
          fail(Reason.UPSTREAM_WRONG, "it wants input in more than " + MOST_ROUNDS + " rounds");
        } else {
          round.questions().forEach(question -> tell(question.json()));
        }
      }
      case RoundEnd.Failed(Reason reason, String detail) -> fail(reason, detail);
    }
  }

  private void asked(InputRound round, Duration atMost) throws InterruptedException {
    switch (round.await(atMost)) {
      case WAITING -> {}
      case FAILED -> fail(Reason.INPUT_MISSING, "the client did not answer what it was asked");
      case COMPLETE -> {
        StatelessServer server = session.server();
        byte[] again = StatelessForm.again(request, session.meta(), server.mint(), round.input());
        forget(round);
        tie.goOnAfter(round.exchange());
        stage =
            new Stage.Calling(
                CompletableFuture.supplyAsync(
                    () -> server.send(caller, again, tie), server.threads()));
      }
    }
  }

  private void forget(InputRound round) {
    session.questions().drop(round);
    round.close();
  }

  private void await(CompletableFuture<Answer> answer, Duration atMost)
      throws InterruptedException {
    try {
      went(answer.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException notYet) {
      // Whoever pulls says so to the client and comes again.
    } catch (ExecutionException failed) {
      throw new IllegalStateException("a round's refusal is a value", failed);
    }
  }

  private void went(Answer answer) {
    switch (answer) {
      case Answer.Message message -> answered(message.json());
      case Answer.Events events -> stage = new Stage.Streaming(events.events());
      case Answer.Denied denied -> denied(denied);
      case Answer.Opened opened -> over();
      case Answer.Accepted accepted -> over();
      case Answer.Dropped dropped -> over();
      case Answer.Ended ended -> over();
      case Answer.NoStream none -> over();
    }
  }

  private void tell(byte[] json) {
    ready.add(new Event.Message(json, ""));
  }

  private void fail(Reason reason, String detail) {
    Answer told = session.server().refuse(caller, request, reason, detail);
    if (told instanceof Answer.Denied denied) {
      denied(denied);
    }
    over();
  }

  /** Whichever round it was refused in, the client knows the call by its own id. */
  private void denied(Answer.Denied denied) {
    tell(Answers.error(denied.denial(), denied.exchange(), id));
    over();
  }

  private void closeStream() {
    if (stage instanceof Stage.Streaming streaming) {
      streaming.events().close();
    }
  }

  private void over() {
    if (stage instanceof Stage.Asking(InputRound round)) {
      forget(round);
    }
    stage = new Stage.Over();
    session.over(this);
  }

  /**
   * The client left. "Disconnection … SHOULD NOT be interpreted as the client cancelling its
   * request" (2025-11-25, basic/transports), so that the server goes on to its answer unseen.
   */
  @Override
  public void close() {
    switch (stage) {
      case Stage.Streaming(EventSource events) -> {
        if (!cancelled) {
          unseen(events);
          return;
        }
        events.close();
      }
      case Stage.Calling(CompletableFuture<Answer> answer) -> {
        var unused = answer.thenAccept(BridgedCall::discard);
      }
      case Stage.Asking asking -> {}
      case Stage.Over over -> {}
    }
    over();
  }

  private void unseen(EventSource events) {
    Thread.ofVirtual()
        .name("unseen-call")
        .start(() -> {
          try (events) {
            while (!(events.next(UNSEEN) instanceof Event.End)) {
              // Whatever it is, nobody is there to see it.
            }
          } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
          } finally {
            session.over(this);
          }
        });
  }

  private static void discard(Answer answer) {
    if (answer instanceof Answer.Events events) {
      events.events().close();
    }
  }
}
