package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.EchoingGuard;
import io.mcpguard.audit.Status;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import io.mcpguard.http.LastLook;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that nobody waits for any more ends all the same. */
@Timeout(60)
class OverdueRequestTest {
  private final EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("all", "echo/*"));
  private final List<Status> ends = new ArrayList<>();
  private final List<String> reasons = new ArrayList<>();
  private final Semaphore all = new Semaphore(2);
  private final OpenRequests requests =
      new OpenRequests(new Places(2, all, Denial.of(Reason.TOO_MANY_CALLS, "")));

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void anOverdueRequestEndsAsTimedOutAndMakesRoom() {
    AtomicInteger cuts = new AtomicInteger();
    OpenRequest left = leave(Duration.ZERO);
    left.carriedBy(cuts::incrementAndGet);

    requests.endOverdue();
    requests.endOverdue();

    assertThat(ends).containsExactly(Status.TIMED_OUT);
    assertThat(left.denial()).map(Denial::reason).contains(Reason.UPSTREAM_SLOW);
    assertThat(cuts).hasValue(1);
    assertThat(all.availablePermits()).isEqualTo(2);
  }

  @Test
  void aRequestThatIsNotOverdueStaysOpen() {
    OpenRequest left = leave(Duration.ofHours(1));

    requests.endOverdue();

    assertThat(left.isOver()).isFalse();
    assertThat(ends).isEmpty();
  }

  @Test
  void anOverdueRequestThatWasAnsweredIsAnswered() {
    OpenRequest answered = leave(Duration.ZERO);
    requests.settle(answered);

    requests.endOverdue();

    assertThat(ends).isEmpty();
    assertThat(answered.denial()).isEmpty();
  }

  /** What never went out never acted (contracts §2). */
  @Test
  void aRequestThatIsRevokedBeforeItsFirstByteEndsAsRefused() {
    OpenRequest waiting = leave(Duration.ofHours(1));

    requests.endAll(request -> true, OpenRequest.State.REVOKED);

    assertThat(waiting.holds()).isFalse();
    assertThat(ends).containsExactly(Status.REFUSED);
  }

  @Test
  void aRequestThatIsRevokedAfterItsFirstByteMayHaveActed() {
    OpenRequest sent = leave(Duration.ofHours(1));
    assertThat(sent.holds()).isTrue();

    requests.endAll(request -> true, OpenRequest.State.REVOKED);

    assertThat(ends).containsExactly(Status.UNKNOWN);
  }

  @ParameterizedTest
  @CsvSource({
    "CANCELLED, ''",
    "REVOKED, grant_revoked",
    "SESSION_ENDED, unknown_session",
    "STOPPED, shutting_down",
    "OVERDUE, upstream_slow"
  })
  void whatEndsARequestIsTheReason(OpenRequest.State how, String reason) {
    assertThat(leave(Duration.ofHours(1)).holds()).isTrue();

    requests.endAll(request -> true, how);

    assertThat(reasons).containsExactly(reason);
  }

  /** Else a caller whose answer comes just then would be told nothing. */
  @Test
  void whoFindsThatARequestIsOverFindsWhy() throws Exception {
    AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
    Semaphore watched =
        new Semaphore(1) {
          @Override
          public void release() {
            meanwhile.get().run();
            super.release();
          }
        };
    OpenRequests others =
        new OpenRequests(new Places(1, watched, Denial.of(Reason.TOO_MANY_CALLS, "")));
    OpenRequest revoked = leave(others, Duration.ofHours(1));
    FutureTask<Optional<Denial>> answered =
        new FutureTask<>(() -> others.settle(revoked) ? Optional.empty() : revoked.denial());
    meanwhile.set(() -> asFarAsItGets(Thread.ofPlatform().start(answered)));

    others.endAll(request -> true, OpenRequest.State.REVOKED);

    assertThat(answered.get()).map(Denial::reason).contains(Reason.GRANT_REVOKED);
  }

  private static void asFarAsItGets(Thread other) {
    while (other.getState() == Thread.State.NEW || other.getState() == Thread.State.RUNNABLE) {
      Thread.onSpinWait();
    }
  }

  private OpenRequest leave(Duration untilOverdue) {
    return leave(requests, untilOverdue);
  }

  private OpenRequest leave(OpenRequests among, Duration untilOverdue) {
    Pending pending =
        new Pending() {
          @Override
          public byte[] answer(ServerMessage.Answered answer, Arrival arrival) {
            return new byte[0];
          }

          @Override
          public void end(Ending ending) {
            ends.add(ending.status());
            reasons.add(ending.reason());
          }
        };
    OpenRequest request =
        new OpenRequest(
            guard.request(EchoingGuard.call("echo", "{}")),
            ExchangeId.mint(new SecureRandom()),
            guard.caller("all"),
            pending,
            Deadline.in(untilOverdue),
            LastLook.NONE);
    assertThat(among.open(request)).isEmpty();
    return request;
  }
}
