package io.mcpguard.stdio;

import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;

/**
 * Writes what comes in the streams that answer some requests. An answer to anything else has no
 * place in them, and neither has a second one: it would be taken for another call's.
 */
final class EventPump {
  /** The longest slice of waiting, so that a request that was taken back is noticed soon. */
  private static final Duration SLICE = Duration.ofMillis(200);

  /** What a server may have its clients wait, at most: nothing here waits for ever. */
  static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final LineWriter out;
  private final DueAnswers due;
  private String lastEventId = "";
  private Duration pause = Duration.ZERO;

  EventPump(LineWriter out, DueAnswers due) {
    this.out = out;
    this.due = due;
  }

  /** Where the stream broke off; empty text where it cannot be taken up again. */
  String lastEventId() {
    return lastEventId;
  }

  /**
   * How long to wait before it is taken up again: "the client MUST respect the retry field, waiting
   * the given number of milliseconds before attempting to reconnect" (2025-11-25,
   * basic/transports).
   */
  Duration pause() {
    return pause;
  }

  /** A pause that the server asked for, within bounds. */
  static Duration bounded(Event.Retry retry) {
    Duration wanted = Duration.ofMillis(retry.millis());
    return wanted.compareTo(LONGEST_PAUSE) < 0 ? wanted : LONGEST_PAUSE;
  }

  /** Pumps until the end of the stream, or until nobody wants to hear of it. */
  void pump(EventSource events) throws InterruptedException {
    try (events) {
      while (!due.isUnwanted()) {
        switch (events.next(SLICE)) {
          case Event.Message message -> pass(message);
          case Event.Retry retry -> pause = bounded(retry);
          case Event.Idle idle -> {}
          case Event.End end -> {
            return;
          }
        }
      }
    }
  }

  private void pass(Event.Message message) {
    if (!message.id().isEmpty()) {
      lastEventId = message.id();
    }
    if (message.json().length > 0 && isDue(ServerMessage.read(message.json()))) {
      out.write(message.json());
    }
  }

  private boolean isDue(ServerMessage message) {
    return switch (message) {
      case ServerMessage.Answered answered -> due.take(answered.id());
      case ServerMessage.Asked question -> true;
      case ServerMessage.Notified notified -> true;
      case ServerMessage.Broken broken -> false;
    };
  }
}
