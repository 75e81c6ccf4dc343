package io.mcpguard.authserver.consent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;

class GrantEndFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

  /** Whatever a form says: an end that the page offered, in its own words, or none. */
  @FuzzTest
  void noEndIsChosenThatWasNotOffered(byte[] value) {
    String text = new String(value, UTF_8);

    assertThat(GrantEnd.of(text).stream())
        .allSatisfy(end -> {
          assertThat(end.value()).isEqualTo(text);
          assertThat(end.after(NOW)).isBetween(NOW.plusSeconds(3600), GrantEnd.NEVER);
        });
  }
}
