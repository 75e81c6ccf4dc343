package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.LogLevel;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.Optional;

/**
 * The stream of one call at a legacy server, in the form of the later revision: a question ends it
 * with a result that asks for input, and its end without an answer cancels the call.
 */
final class StatelessEvents implements EventSource {
  /** A server may ask several things at once: they are to come in one result. */
  private static final Duration FOR_MORE_QUESTIONS = Duration.ofMillis(20);

  private final Asked asked;
  private final Round round;
  private final OpenRounds rounds;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    /** The answer was given. */
    ANSWERED,
    /** The client was asked, and the call waits for that. */
    WAITING
  }

  StatelessEvents(Asked asked, Round round, OpenRounds rounds) {
    this.asked = asked;
    this.round = round;
    this.rounds = rounds;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    while (state == State.OPEN) {
      Event event = round.events().next(round.isAsking() ? FOR_MORE_QUESTIONS : atMost);
      switch (event) {
        case Event.Message message -> {
          Optional<byte[]> translated = translated(message.json());
          if (translated.isPresent()) {
            return new Event.Message(translated.get(), "");
          }
        }
        case Event.Retry retry -> {}
        case Event.Idle idle -> {
          if (!round.isAsking()) {
            return idle;
          }
          byte[] asking = round.inputRequired(asked, rounds);
          state = State.WAITING;
          return new Event.Message(asking, "");
        }
        case Event.End end -> state = State.ANSWERED;
      }
    }
    return new Event.End();
  }

  private Optional<byte[]> translated(byte[] json) {
    return switch (ServerMessage.read(json)) {
      case ServerMessage.Answered answered -> {
        state = State.ANSWERED;
        yield Optional.of(StatelessAnswers.translated(asked, answered, Optional.of(rounds)).json());
      }
      case ServerMessage.Asked question -> {
        round.ask(question);
        yield Optional.empty();
      }
      case ServerMessage.Notified notified -> notified(notified);
      case ServerMessage.Broken broken -> Optional.empty();
    };
  }

  private Optional<byte[]> notified(ServerMessage.Notified notified) {
    JsonObject params = notified.root().object("params").orElse(notified.root());
    boolean passes =
        switch (notified.method()) {
          case "notifications/message" -> isWanted(params);
          case "notifications/cancelled" -> {
            params
                .member("requestId")
                .ifPresent(id -> round.withdraw(RequestId.of(notified.document(), id)));
            yield false;
          }
          default -> true;
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
