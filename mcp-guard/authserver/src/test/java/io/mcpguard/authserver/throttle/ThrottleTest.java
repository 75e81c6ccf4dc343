package io.mcpguard.authserver.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.NameLookups;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {
  private static final int KEYS_THAT_FIT = 10_000;

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final Throttle throttle = new Throttle(1, Duration.ofMinutes(1), now::get);

  @Test
  void asManyOtherKeysAsFitDoNotResetACount() {
    throttle.admits("victim");
    fillUp(KEYS_THAT_FIT - 1);

    assertThat(throttle.admits("victim")).isFalse();
  }

  /** Whoever has as many keys must not keep everybody else out. */
  @Test
  void aKeyThatComesWhenAllAreTakenIsLetIn() {
    fillUp(KEYS_THAT_FIT);

    assertThat(throttle.isSpent("one more")).isFalse();
    assertThat(throttle.admits("one more")).isTrue();
  }

  @Test
  void andIsCountedLikeAnyOther() {
    fillUp(KEYS_THAT_FIT);
    throttle.admits("one more");

    assertThat(throttle.isSpent("one more")).isTrue();
    assertThat(throttle.admits("one more")).isFalse();
  }

  @Test
  void theEldestIsForgottenForIt() {
    fillUp(KEYS_THAT_FIT);
    throttle.admits("one more");

    assertThat(throttle.isSpent("key 0")).isFalse();
    assertThat(throttle.isSpent("key 1")).isTrue();
  }

  @Test
  void aCountIsForgottenWithItsWindow() {
    throttle.admits("key");
    now.set(now.get().plus(Duration.ofMinutes(1)));

    assertThat(throttle.admits("key")).isTrue();
  }

  // RFC 4291 §2.5.4: a subnet of IPv6 is 64 bits.
  @ParameterizedTest
  @CsvSource({
    "2001:db8:1:2::1, 2001:db8:1:2:ffff::9, true",
    "2001:db8:1:2::1, 2001:db8:1:3::1, false",
    "192.0.2.1, 192.0.2.2, false",
    "::ffff:192.0.2.1, 192.0.2.1, true",
    "[2001:db8::1], 2001:db8::2, true"
  })
  void aPlaceIsAnAddressOrASubnet(String one, String other, boolean same) {
    assertThat(Place.of(one).equals(Place.of(other))).isEqualTo(same);
  }

  @ParameterizedTest
  @ValueSource(strings = {"unix", "x:1", ".:", "1.2.3.999", ""})
  void whatIsNoAddressIsAPlaceOfItsOwnAndNotLookedUp(String source) {
    assertThat(NameLookups.during(() -> Place.of(source))).isEmpty();

    assertThat(Place.of(source)).isEqualTo(source);
  }

  private void fillUp(int keys) {
    for (int i = 0; i < keys; i++) {
      throttle.admits("key " + i);
    }
  }
}
