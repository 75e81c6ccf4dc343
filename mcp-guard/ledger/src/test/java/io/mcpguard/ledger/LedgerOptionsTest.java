package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bounds of what can be configured. */
class LedgerOptionsTest {
  private static final LedgerOptions OPTIONS = LedgerOptions.of(Logs.SIGNER, Logs.RANDOM);

  @ParameterizedTest
  @ValueSource(ints = {128 << 10, 64 << 20})
  void aSegmentHasFrom128KiBTo64MiB(int bytes) {
    assertThat(OPTIONS.withSpace(bytes, 0)).returns(bytes, LedgerOptions::segmentBytes);
  }

  @ParameterizedTest
  @ValueSource(ints = {(128 << 10) - 1, (64 << 20) + 1})
  void aSmallerOrLargerSegmentIsRefused(int bytes) {
    assertThatThrownBy(() -> OPTIONS.withSpace(bytes, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segment-bytes");
  }

  @Test
  void aReserveIsNotNegative() {
    assertThat(OPTIONS.withSpace(128 << 10, 0)).returns(0L, LedgerOptions::reserveBytes);
    assertThatThrownBy(() -> OPTIONS.withSpace(128 << 10, -1))
        .hasMessageContaining("reserve-bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000_000_000})
  void aCheckpointComesWithinASecond(long nanos) {
    Duration every = Duration.ofNanos(nanos);

    assertThat(OPTIONS.withCheckpointEvery(every)).returns(every, LedgerOptions::checkpointEvery);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1_000_000_001})
  void noCheckpointOrALaterOneIsRefused(long nanos) {
    assertThatThrownBy(() -> OPTIONS.withCheckpointEvery(Duration.ofNanos(nanos)))
        .hasMessageContaining("checkpoint-every");
  }

  @Test
  void anAppendWaits() {
    Duration least = Duration.ofNanos(1);

    assertThat(OPTIONS.withAppendDeadline(least)).returns(least, LedgerOptions::appendDeadline);
    assertThatThrownBy(() -> OPTIONS.withAppendDeadline(Duration.ZERO))
        .hasMessageContaining("append-deadline");
  }
}
