package io.mcpguard.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is known of a stream that broke off before its answer. */
class EventPumpTest {
  private static final Event PRIMING = new Event.Message(new byte[0], "e1");

  private final EventPump pump =
      new EventPump(
          new LineWriter(new ByteArrayOutputStream(), () -> {}),
          new DueAnswers(List.of(), List.of()));

  /**
   * "the client MUST respect the retry field, waiting the given number of milliseconds before
   * attempting to reconnect" (2025-11-25, basic/transports, sending messages to the server).
   */
  @Test
  void aStreamIsTakenUpAgainWhenItsServerSaysAndWhereItBrokeOff() throws Exception {
    pump.pump(new Scripted(new Event.Retry(700), PRIMING));

    assertThat(pump.pause()).isEqualTo(Duration.ofMillis(700));
    assertThat(pump.lastEventId()).isEqualTo("e1");
  }

  @Test
  void aServerThatSaysNothingIsAskedAtOnce() throws Exception {
    pump.pump(new Scripted(PRIMING));

    assertThat(pump.pause()).isZero();
  }

  @Test
  void noServerHasItsClientWaitForEver() throws Exception {
    pump.pump(new Scripted(new Event.Retry(Long.MAX_VALUE), PRIMING));

    assertThat(pump.pause()).isEqualTo(EventPump.LONGEST_PAUSE);
  }

  /** A stream that ends after these. */
  private static final class Scripted implements EventSource {
    private final Deque<Event> events;

    Scripted(Event... events) {
      this.events = new ArrayDeque<>(List.of(events));
    }

    @Override
    public Event next(Duration atMost) {
      return events.isEmpty() ? new Event.End() : events.removeFirst();
    }

    @Override
    public void close() {}
  }
}
