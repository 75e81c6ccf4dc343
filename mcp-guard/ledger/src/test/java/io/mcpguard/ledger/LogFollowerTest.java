package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread that looks again and again. */
class LogFollowerTest {
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private static void unheard(Throwable cause) {
    // of looks that do not fail
  }

  @Test
  void itLooksUntilItIsClosed() throws Exception {
    CountDownLatch looks = new CountDownLatch(3);
    LogFollower follower =
        new LogFollower(
            "test",
            () -> {
              looks.countDown();
              return AT_ONCE;
            },
            LogFollowerTest::unheard);
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
            },
            LogFollowerTest::unheard);
    follower.start();
    assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
    follower.stop();
    stopped.countDown();
    follower.close();

    assertThat(finished.await(60, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void oneThatNeverBeganIsClosedAllTheSame() {
    LogFollower follower = new LogFollower("test", () -> AT_ONCE, LogFollowerTest::unheard);
    follower.close();

    assertThat(follower.isStopping()).isTrue();
  }

  /** An error too, which no look expects. */
  @Test
  void oneWhoseLookFailsIsDeadAndSaysWhy() throws Exception {
    Error fault = new StackOverflowError("too deep");
    CompletableFuture<Throwable> death = new CompletableFuture<>();
    LogFollower follower =
        new LogFollower(
            "test",
            () -> {
              throw fault;
            },
            death::complete);
    assertThat(follower.isDead()).isFalse();

    follower.start();

    assertThat(death.get(60, TimeUnit.SECONDS)).isSameAs(fault);
    assertThat(follower.isDead()).isTrue();
  }

  @Test
  void allOfThemEndTogether() throws Exception {
    CountDownLatch looking = new CountDownLatch(3);
    CountDownLatch released = new CountDownLatch(1);
    List<LogFollower> followers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      followers.add(
          new LogFollower("test", () -> hang(looking, released), LogFollowerTest::unheard));
    }
    followers.forEach(LogFollower::start);
    assertThat(looking.await(60, TimeUnit.SECONDS)).isTrue();
    released.countDown();

    LogFollower.closeAll(followers);

    assertThat(followers).allMatch(LogFollower::isStopping).noneMatch(LogFollower::isDead);
  }

  /** Five seconds for each of them would be far more than the test may take. */
  @Test
  @Tag("long")
  @Timeout(60)
  void allThatHangAreWaitedForTogether() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch looking = new CountDownLatch(40);
    List<LogFollower> hanging = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      hanging.add(new LogFollower("test", () -> hang(looking, never), LogFollowerTest::unheard));
    }
    hanging.forEach(LogFollower::start);
    assertThat(looking.await(30, TimeUnit.SECONDS)).isTrue();

    LogFollower.closeAll(hanging);

    assertThat(hanging).allMatch(LogFollower::isStopping);
    never.countDown();
  }

  private static Duration hang(CountDownLatch looking, CountDownLatch until) {
    looking.countDown();
    try {
      until.await();
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException(unexpected);
    }
    return AT_ONCE;
  }
}
