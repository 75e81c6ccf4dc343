package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The stream of one call at a legacy server, in the form of the later revision: a question ends it
 * with a result that asks for input, and its end without an answer cancels the call.
 */
final class StatelessEvents implements EventSource {
  /** A server may ask several things at once: they are to come in one result. */
  private static final Duration FOR_MORE_QUESTIONS = Duration.ofMillis(50);

  /** Whatever else a server says after a question puts off that the client is asked no longer. */
  private static final Duration LONGEST_FOR_MORE = Duration.ofSeconds(1);

  /** A server that has its clients poll is waited for as it says, but never longer. */
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private static final int MOST_RESUMED = 256;

  private final Asked asked;
  private final Round round;
  private final OpenRounds rounds;
  private State state = State.OPEN;
  private final Duration forMoreQuestions;
  private Deadline forMore = Deadline.in(Duration.ZERO);
  private Deadline atLast = Deadline.in(Duration.ZERO);
  private String lastEventId = "";
  private long pauseMillis;
  private int resumed;

  private enum State {
    OPEN,
    /** The answer was given. */
    ANSWERED,
    /** The client was asked, and the call waits for that. */
    WAITING
  }

  StatelessEvents(Asked asked, Round round, OpenRounds rounds) {
    this(asked, round, rounds, FOR_MORE_QUESTIONS);
  }

  /** After a question others are waited for as long as {@code forMoreQuestions}. */
  StatelessEvents(Asked asked, Round round, OpenRounds rounds, Duration forMoreQuestions) {
    this.forMoreQuestions = forMoreQuestions;
    this.asked = asked;
    this.round = round;
    this.rounds = rounds;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    while (state == State.OPEN) {
      if (round.isAsking() && atLast.isOver()) {
        return ask();
      }
      // However late it is here: what has come already is looked at.
      Event event = round.events().next(round.isAsking() ? forMore.left() : atMost);
      switch (event) {
        case Event.Message message -> {
          Optional<byte[]> translated = translated(message);
          if (translated.isPresent()) {
            return new Event.Message(translated.get(), "");
          }
        }
        case Event.Retry retry -> pauseMillis = Math.min(retry.millis(), LONGEST_PAUSE_MILLIS);
        case Event.Idle idle -> {
          if (!round.isAsking()) {
            return idle;
          }
          if (forMore.isOver()) {
            return ask();
          }
        }
        case Event.End end -> {
          if (round.isAsking()) {
            return ask();
          }
          if (!goesOn()) {
            return brokenOff();
          }
        }
      }
    }
    return new Event.End();
  }

  private void ask(ServerMessage.Asked question) {
    // Anew with each: what is asked at the same time comes one after another all the same.
    forMore = Deadline.in(forMoreQuestions);
    atLast = Deadline.in(LONGEST_FOR_MORE);
    round.ask(question);
  }

  private Event ask() {
    state = State.WAITING;
    return new Event.Message(round.inputRequired(asked, rounds), "");
  }

  /** A server may end a stream before its answer and have the client come back for the rest. */
  private boolean goesOn() throws InterruptedException {
    if (lastEventId.isEmpty() || resumed++ >= MOST_RESUMED) {
      return false;
    }
    TimeUnit.MILLISECONDS.sleep(pauseMillis);
    return round.goesOnAfter(lastEventId);
  }

  private Event brokenOff() {
    state = State.ANSWERED;
    Denial denial =
        Denial.of(Reason.UPSTREAM_DOWN, "the upstream's stream ended before its answer");
    return round.broken(asked, denial) instanceof Answer.Denied denied
        ? new Event.Message(Answers.error(denied.denial(), denied.exchange(), denied.replyTo()), "")
        : new Event.End();
  }

  private Optional<byte[]> translated(Event.Message message) {
    if (!message.id().isEmpty()) {
      lastEventId = message.id();
    }
    if (message.json().length == 0) {
      return Optional.empty();
    }
    return switch (ServerMessage.read(message.json())) {
      case ServerMessage.Answered answered -> {
        state = State.ANSWERED;
        yield Optional.of(StatelessAnswers.translated(asked, answered).json());
      }
      case ServerMessage.Asked question -> {
        Optional<byte[]> missing = MissingCapability.of(asked, question);
        if (missing.isPresent()) {
          state = State.ANSWERED;
          round.abandon();
        } else {
          ask(question);
        }
        yield missing;
      }
      case ServerMessage.Notified notified -> notified(notified);
      case ServerMessage.Broken broken -> Optional.empty();
    };
  }

  /** What is not about this request has no place here (2026-07-28, streamable-http, responses). */
  private Optional<byte[]> notified(ServerMessage.Notified notified) {
    JsonObject params = notified.root().object("params").orElse(notified.root());
    boolean passes =
        switch (notified.method()) {
          case "notifications/progress" -> true;
          case "notifications/message" -> isWanted(params);
          case "notifications/cancelled" -> {
            params
                .member("requestId")
                .ifPresent(id -> round.withdraw(RequestId.of(notified.document(), id)));
            yield false;
          }
          default -> false;
        };
    return passes ? Optional.of(notified.document().bytes()) : Optional.empty();
  }

  /** "MUST NOT emit notifications/message for a request without logLevel" (2026-07-28, logging). */
  private boolean isWanted(JsonObject params) {
    Optional<LogLevel> least = asked.meta().logLevel().flatMap(LogLevel::of);
    Optional<LogLevel> level = params.string("level").flatMap(LogLevel::of);
    return least.isPresent() && level.isPresent() && level.get().compareTo(least.get()) >= 0;
  }

  @Override
  public void close() {
    switch (state) {
      case OPEN -> round.abandon();
      case ANSWERED -> round.events().close();
      case WAITING -> {}
    }
  }
}
