package io.mcpguard.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** News for a stream that is not read: few, small, and out of one room for all. */
@Timeout(60)
class OutboxTest {
  private static final Outbox.Reader READER = reader(true, true);

  private final Semaphore room = new Semaphore(1_000);
  private final Outbox outbox = new Outbox(room);

  @Test
  void theOldestComesFirst() throws Exception {
    put("a", "b");

    assertThat(all()).containsExactly("a", "b");
  }

  @Test
  void whatSaysTheSameIsKeptOnce() throws Exception {
    put("a", "b", "a");

    assertThat(all()).containsExactly("a", "b");
  }

  @Test
  void whereThereAreTooManyTheOldestGo() throws Exception {
    for (int i = 0; i < 66; i++) {
      put("news-" + i);
    }

    assertThat(all()).hasSize(64).startsWith("news-2").endsWith("news-65");
  }

  @Test
  void whatIsTooLargeForNewsIsDropped() throws Exception {
    put("x".repeat(8 * 1024 + 1));

    assertThat(all()).isEmpty();
  }

  @Test
  void whereOthersLeftNoRoomItsOwnOldestGo() throws Exception {
    put("a".repeat(400), "b".repeat(400));

    put("c".repeat(400));

    assertThat(all()).containsExactly("b".repeat(400), "c".repeat(400));
  }

  @Test
  void whereOthersHaveAllTheRoomNothingIsKept() throws Exception {
    room.acquire(1_000);

    put("a");

    assertThat(all()).isEmpty();
  }

  @Test
  void whatWasReadOrForgottenMakesRoom() throws Exception {
    put("a".repeat(400), "b".repeat(400));
    assertThat(outbox.next(READER, Duration.ZERO)).isPresent();

    outbox.clear();

    assertThat(room.availablePermits()).isEqualTo(1_000);
  }

  @Test
  void aReaderWhosePlaceAnotherTookGetsNothing() throws Exception {
    put("a");

    assertThat(outbox.next(reader(false, true), Duration.ofMinutes(1))).isEmpty();
    assertThat(all()).containsExactly("a");
  }

  @Test
  void nobodyWaitsWhereNothingIsToCome() throws Exception {
    assertThat(outbox.next(reader(true, false), Duration.ofMinutes(1))).isEmpty();
  }

  private void put(String... news) {
    for (String each : news) {
      outbox.put(each.getBytes(StandardCharsets.UTF_8));
    }
  }

  private List<String> all() throws InterruptedException {
    List<String> all = new ArrayList<>();
    Optional<byte[]> next = outbox.next(READER, Duration.ZERO);
    while (next.isPresent()) {
      all.add(new String(next.get(), StandardCharsets.UTF_8));
      next = outbox.next(READER, Duration.ZERO);
    }
    return all;
  }

  private static Outbox.Reader reader(boolean current, boolean expecting) {
    return new Outbox.Reader() {
      @Override
      public boolean isCurrent() {
        return current;
      }

      @Override
      public boolean expectsMore() {
        return expecting;
      }
    };
  }
}
