package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A thread that looks again and again. */
class LogFollowerTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  @Test
  void itLooksUntilItIsClosed() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    LogFollower follower =
        new LogFollower(
            "test",
            () -> {
              looks.countDown();
              return AT_ONCE;
            });
    follower.start();

    assertThat(looks.await(60, TimeUnit.SECONDS)).isTrue();
    follower.close();
    assertThat(follower.isStopping()).isTrue();
  }

  @Test
  void aLookThatIsUnderWayIsFinishedAndSeesThatItIsTheLast() throws Exception {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    LogFollower follower =
        new LogFollower(
            "test",
            () -> {
              looking.countDown();
              try {
                stopped.await();
              } catch (InterruptedException unexpected) {
                throw new IllegalStateException(unexpected);
              }
              finished.countDown();
              return AT_ONCE;
            });
    follower.start();
    assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
    follower.stop();
    stopped.countDown();
    follower.close();

    assertThat(finished.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThatNeverBeganIsClosedAllTheSame() {
    LogFollower follower = new LogFollower("test", () -> AT_ONCE);
    follower.close();

    assertThat(follower.isStopping()).isTrue();
  }
}
