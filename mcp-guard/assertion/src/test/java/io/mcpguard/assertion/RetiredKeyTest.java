package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** A key set may be kept for long: a key that was rotated out says itself until when it is good. */
class RetiredKeyTest {
  private static final Instant NOW = Fixture.NOW;

  @Test
  void aKeyIsGoodRightBeforeItsEnd() throws AssertionRejected {
    assertThat(admit(NOW.plusSeconds(1))).isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void aKeyIsUnknownFromItsEndOn() {
    assertThatThrownBy(() -> admit(NOW))
        .isInstanceOfSatisfying(
            AssertionRejected.class,
            refused ->
                assertThat(refused.reason()).isEqualTo(AssertionRejected.Reason.UNKNOWN_KEY));
  }

  private static Admission admit(Instant end) throws AssertionRejected {
    String keys = Fixture.KEYS.replace("{\"kty\"", "{\"exp\":" + end.getEpochSecond() + ",\"kty\"");
    AssertionVerifier verifier =
        new AssertionVerifier(
            Fixture.rules(),
            KeySet.parse(keys),
            new MemoryReplayStore(100, InstantSource.fixed(NOW.minusSeconds(60))),
            Fixture.CLOCK);
    return Fixture.admit(verifier, Fixture.token(Fixture.PAY), Fixture.PAY);
  }
}
