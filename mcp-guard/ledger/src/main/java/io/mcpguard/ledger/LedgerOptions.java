package io.mcpguard.ledger;

import java.security.SecureRandom;
import java.time.Duration;

/**
 * How a ledger is kept.
 *
 * @param signer signs the checkpoints; its name is the log's origin
 * @param random source of segment salts
 * @param segmentBytes size of one preallocated write-ahead file, 128 KiB to 64 MiB
 * @param reserveBytes unreserved room that is kept preallocated, so that new entries need not wait
 *     for the file system
 * @param checkpointEvery longest time from an append to the checkpoint that covers it being begun;
 *     at most a second
 * @param appendDeadline how long an append waits for the disk
 */
public record LedgerOptions(
    NoteSigner signer,
    SecureRandom random,
    int segmentBytes,
    long reserveBytes,
    Duration checkpointEvery,
    Duration appendDeadline) {
  private static final int MIN_SEGMENT = 1 << 17;
  static final int MAX_SEGMENT = 1 << 26;

  public LedgerOptions {
    require(
        segmentBytes >= MIN_SEGMENT && segmentBytes <= MAX_SEGMENT,
        "segment-bytes: must be from 128 KiB to 64 MiB");
    require(reserveBytes >= 0, "reserve-bytes: must not be negative");
    require(
        checkpointEvery.isPositive() && checkpointEvery.compareTo(Duration.ofSeconds(1)) <= 0,
        "checkpoint-every: must be positive and at most 1s");
    require(appendDeadline.isPositive(), "append-deadline: must be positive");
  }

  /** 8 MiB segments, 4 MiB reserve, checkpoints each half second, appends wait 10 s at most. */
  public static LedgerOptions of(NoteSigner signer, SecureRandom random) {
    return new LedgerOptions(
        signer, random, 8 << 20, 4 << 20, Duration.ofMillis(500), Duration.ofSeconds(10));
  }

  /** The same with another segment size and reserve, both in bytes. */
  public LedgerOptions withSpace(int newSegmentBytes, long newReserveBytes) {
    return new LedgerOptions(
        signer, random, newSegmentBytes, newReserveBytes, checkpointEvery, appendDeadline);
  }

  /** The same with another bound on the time from an append to its checkpoint. */
  public LedgerOptions withCheckpointEvery(Duration interval) {
    return new LedgerOptions(signer, random, segmentBytes, reserveBytes, interval, appendDeadline);
  }

  /** The same with another bound on an append's wait. */
  public LedgerOptions withAppendDeadline(Duration deadline) {
    return new LedgerOptions(signer, random, segmentBytes, reserveBytes, checkpointEvery, deadline);
  }

  private static void require(boolean holds, String message) {
    if (!holds) {
      throw new IllegalArgumentException(message);
    }
  }
}
