package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.SessionLink.Inflow.Item;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is kept for a reader who reads nothing is bounded in bytes, not in number alone. */
@Timeout(60)
class BacklogTest {
  private static final int LARGEST = UpstreamLimits.standard().eventBytes();
  private static final Duration SOON = Duration.ofMillis(20);

  private final Semaphore all = new Semaphore(1 << 20);
  private final Backlog backlog = new Backlog(16, all, SOON);

  @Test
  void soManySmallItemsAreKeptAndNoMore() {
    for (int i = 0; i < 16; i++) {
      assertThat(backlog.offer(data(1))).isTrue();
    }

    assertThat(backlog.offer(data(1))).isFalse();
  }

  @Test
  void oneItemOfTheLargestSizeIsKeptAndNoOtherBesideIt() {
    assertThat(backlog.offer(data(LARGEST))).isTrue();

    assertThat(backlog.offer(data(1))).isFalse();
  }

  @Test
  void whatWasReadMakesRoom() throws Exception {
    Item first = data(LARGEST);
    backlog.offer(first);

    assertThat(backlog.next(SOON)).isEqualTo(first);
    assertThat(backlog.offer(data(LARGEST))).isTrue();
  }

  @Test
  void whoeverPutsWaitsForTheReader() throws Exception {
    backlog.offer(data(LARGEST));
    Thread reader = Thread.startVirtualThread(() -> read(backlog));

    assertThat(backlog.put(data(1))).isTrue();
    reader.join();
  }

  @Test
  void whenAllReadersTogetherHoldTooMuchNothingMoreIsKept() throws Exception {
    Semaphore little = new Semaphore(3);
    Backlog one = new Backlog(16, little, SOON);
    Backlog other = new Backlog(16, little, SOON);
    one.offer(data(2048));

    assertThat(other.offer(data(1))).isFalse();
    assertThat(other.put(data(1))).isFalse();
    one.next(SOON);
    assertThat(other.put(data(1))).isTrue();
  }

  @Test
  void theAnswerIsKeptHoweverMuchThereIs() throws Exception {
    backlog.offer(data(LARGEST));
    Item answer = data(LARGEST);

    backlog.add(answer);

    backlog.next(SOON);
    assertThat(backlog.next(SOON)).isEqualTo(answer);
  }

  @Test
  void whatWasNotReadIsLetGoWithItsReader() {
    backlog.offer(data(LARGEST));

    assertThat(backlog.close()).hasSize(1);
    assertThat(all.availablePermits()).isEqualTo(1 << 20);
  }

  @Test
  void afterTheCloseNothingIsKeptButTheEnd() throws Exception {
    backlog.close();
    backlog.offer(data(1));
    backlog.add(new Item.End());

    assertThat(backlog.next(SOON)).isEqualTo(new Item.End());
    assertThat(backlog.next(SOON)).isEqualTo(new Item.Idle());
    assertThat(all.availablePermits()).isEqualTo(1 << 20);
  }

  private static Item data(int bytes) {
    return new Item.Data(new byte[bytes], "");
  }

  private static void read(Backlog from) {
    try {
      from.next(SOON);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
