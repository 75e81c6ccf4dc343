package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpguard.assertion.AssertionRejected.Reason;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Attack A9: a call that was made once is sent again. */
class A9CallReplayTest {
  private final String token = Fixture.token(Fixture.PAY);
  private final ReplayStore shared =
      new MemoryReplayStore(100, InstantSource.fixed(Fixture.NOW.minusSeconds(60)));

  @Test
  void theSecondUseIsRefused() throws AssertionRejected {
    AssertionVerifier verifier = at(Fixture.NOW);
    Fixture.admit(verifier, token, Fixture.PAY);

    assertThat(refusal(verifier)).isEqualTo(Reason.REPLAYED);
  }

  @Test
  void aUseAtAnotherNodeThatSharesTheStoreIsRefused() throws AssertionRejected {
    Fixture.admit(at(Fixture.NOW), token, Fixture.PAY);

    assertThat(refusal(at(Fixture.NOW.plusSeconds(1)))).isEqualTo(Reason.REPLAYED);
  }

  @Test
  void theLastInstantBeforeExpiryIsStillRemembered() throws AssertionRejected {
    Fixture.admit(at(Fixture.NOW), token, Fixture.PAY);

    assertThat(refusal(at(Fixture.NOW.plusSeconds(35).minusNanos(1)))).isEqualTo(Reason.REPLAYED);
  }

  @Test
  void whatIsForgottenHasExpired() throws AssertionRejected {
    Fixture.admit(at(Fixture.NOW), token, Fixture.PAY);

    assertThat(refusal(at(Fixture.NOW.plusSeconds(35)))).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void ofManyAtOnceExactlyOneWins() throws Exception {
    List<AssertionVerifier> nodes = List.of(at(Fixture.NOW), at(Fixture.NOW));
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Callable<Boolean>> calls =
        IntStream.range(0, 64)
            .<Callable<Boolean>>mapToObj(i -> () -> wins(nodes.get(i % 2)))
            .toList();

    List<Future<Boolean>> outcomes = threads.invokeAll(calls);

    threads.shutdown();
    int won = 0;
    for (Future<Boolean> outcome : outcomes) {
      won += outcome.get() ? 1 : 0;
    }
    assertThat(won).isEqualTo(1);
  }

  @Test
  void aCallThatWasRefusedForItsArgumentsLeavesTheAssertionUnused() throws AssertionRejected {
    AssertionVerifier verifier = at(Fixture.NOW);
    String altered = Fixture.PAY.replace("12.50", "99.00");
    assertThatThrownBy(() -> Fixture.admit(verifier, token, altered)).isNotNull();

    assertThat(Fixture.admit(verifier, token, Fixture.PAY)).isInstanceOf(Admission.Asserted.class);
  }

  private boolean wins(AssertionVerifier verifier) {
    try {
      Fixture.admit(verifier, token, Fixture.PAY);
      return true;
    } catch (AssertionRejected rejected) {
      return rejected.reason() != Reason.REPLAYED;
    }
  }

  private AssertionVerifier at(Instant now) {
    return new AssertionVerifier(
        Fixture.rules(), KeySet.parse(Fixture.KEYS), shared, InstantSource.fixed(now));
  }

  private Reason refusal(AssertionVerifier verifier) {
    return catchThrowableOfType(
            AssertionRejected.class, () -> Fixture.admit(verifier, token, Fixture.PAY))
        .reason();
  }
}
