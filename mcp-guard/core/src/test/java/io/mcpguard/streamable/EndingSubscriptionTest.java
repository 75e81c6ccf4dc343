package io.mcpguard.streamable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A subscription of a guard that stops: what was told before is not lost with its end. */
class EndingSubscriptionTest {
  private static final Duration WAIT = Duration.ofMinutes(1);

  private final Drain drain = new Drain();
  private final Waiting news = new Waiting();
  private final EndingSubscription subscription =
      new EndingSubscription(news, new RequestId("7"), drain);

  /** What waits is told at once; then nothing comes any more. */
  private final class Waiting implements EventSource {
    private final Deque<String> texts = new ArrayDeque<>();
    private int stopsAfter = Integer.MAX_VALUE;

    @Override
    public Event next(Duration atMost) {
      stopsAfter--;
      if (stopsAfter == 0) {
        drain.begin(WAIT);
      }
      String text = texts.poll();
      return text == null ? new Event.Idle() : new Event.Message(text.getBytes(UTF_8), "");
    }

    @Override
    public void close() {}
  }

  /** The messages until the end, each as its text; the answer to the request is {@code end}. */
  private List<String> all() throws InterruptedException {
    List<String> all = new ArrayList<>();
    while (subscription.next(WAIT) instanceof Event.Message message) {
      String text = new String(message.json(), UTF_8);
      all.add(text.contains("\"result\"") ? "end" : text);
    }
    return all;
  }

  @Test
  void whatWasInHandWhenTheGuardStoppedIsTold() throws Exception {
    news.texts.addAll(List.of("acknowledged", "changed"));
    news.stopsAfter = 2;

    assertThat(all()).containsExactly("acknowledged", "changed", "end");
  }

  @Test
  void soIsWhatWaitedBehindIt() throws Exception {
    news.texts.addAll(List.of("acknowledged", "first", "second"));
    news.stopsAfter = 1;

    assertThat(all()).containsExactly("acknowledged", "first", "second", "end");
  }

  /** A tool server that does not stop talking holds up no guard. */
  @Test
  void oneThatIsToldOfMoreAndMoreEndsAllTheSame() throws Exception {
    news.texts.add("acknowledged");
    news.texts.addAll(Collections.nCopies(1000, "changed"));
    news.stopsAfter = 1;

    assertThat(all()).hasSize(66).endsWith("end");
  }

  @Test
  void aQuietOneEnds() throws Exception {
    news.texts.add("acknowledged");
    news.stopsAfter = 2;

    assertThat(all()).containsExactly("acknowledged", "end");
  }
}
