package io.mcpguard.authserver.consent;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/** How long a grant lasts, as the person chooses. */
enum GrantEnd {
  HOUR("1h", "1 hour", Duration.ofHours(1)),
  DAY("1d", "1 day", Duration.ofDays(1)),
  MONTH("30d", "30 days", Duration.ofDays(30)),
  REVOKED("revoked", "Until I revoke it", Duration.ZERO);

  /**
   * Stands for no end: later than any clock says, and still a date every store and reader knows.
   */
  static final Instant NEVER = Instant.parse("9999-12-31T23:59:59Z");

  private final String value;
  private final String words;
  private final Duration length;

  GrantEnd(String value, String words, Duration length) {
    this.value = value;
    this.words = words;
    this.length = length;
  }

  String value() {
    return value;
  }

  String words() {
    return words;
  }

  Instant after(Instant now) {
    return this == REVOKED ? NEVER : now.plus(length);
  }

  static Optional<GrantEnd> of(String value) {
    return Arrays.stream(values()).filter(end -> end.value.equals(value)).findFirst();
  }
}
