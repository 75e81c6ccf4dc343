package io.mcpguard.benchmarks;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.ledger.Settlement;
import io.mcpguard.ledger.Verification;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;

/**
 * The ledger alone: {@code write DIR RECORDS} appends so many records of 256 bytes, each durable,
 * and then some one by one; {@code verify DIR} recomputes them, to be run with a small heap.
 */
public final class LedgerLoad {
  private static final int RECORD_BYTES = 256;

  /** Calls that may wait for the disk at a time, as the guard allows them. */
  private static final int OUTSTANDING = 20_000;

  private static final int SINGLES = 500;
  private static final int GOAL_A_SECOND = 20_000;
  private static final int GOAL_MILLIS = 10;
  private static final String MET = "met";
  private static final String MISSED = "not met";

  private LedgerLoad() {}

  /** Runs what the first argument says. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    switch (arguments[0]) {
      case "write" -> write(folder, Long.parseLong(arguments[2]));
      case "verify" -> verify(folder);
      default -> throw new IllegalArgumentException("write DIR RECORDS, or verify DIR");
    }
  }

  private static void write(Path folder, long records)
      throws IOException, LedgerUnavailable, InterruptedException {
    SecureRandom random = new SecureRandom();
    NoteSigner signer = NoteSigner.generate("load.test/audit", random);
    try (Ledger ledger = Ledger.open(folder, LedgerOptions.of(signer, random))) {
      double seconds = appendTogether(ledger, records);
      System.out.printf(
          Locale.ROOT,
          "%d records in %.1f s: %.0f a second; the goal of %d is %s%n",
          records,
          seconds,
          records / seconds,
          GOAL_A_SECOND,
          records / seconds >= GOAL_A_SECOND ? MET : MISSED);
      Histogram alone = appendAlone(ledger);
      System.out.printf(
          Locale.ROOT,
          "one at a time: median %.1f ms, 99 %% %.1f ms; the goal of %d ms is %s%n",
          alone.getValueAtPercentile(50) / 1e6,
          alone.getValueAtPercentile(99) / 1e6,
          GOAL_MILLIS,
          alone.getValueAtPercentile(99) <= TimeUnit.MILLISECONDS.toNanos(GOAL_MILLIS)
              ? MET
              : MISSED);
    }
  }

  private static double appendTogether(Ledger ledger, long records)
      throws LedgerUnavailable, InterruptedException {
    Semaphore room = new Semaphore(OUTSTANDING);
    AtomicLong lost = new AtomicLong();
    Settlement settlement =
        new Settlement() {
          @Override
          public void durable(long index) {
            room.release();
          }

          @Override
          public void lost(LedgerUnavailable why) {
            lost.incrementAndGet();
            room.release();
          }
        };
    long began = System.nanoTime();
    for (long i = 0; i < records; i++) {
      room.acquire();
      ledger.reserve(RECORD_BYTES).append(record(i), settlement);
    }
    room.acquire(OUTSTANDING);
    if (lost.get() > 0) {
      throw new IllegalStateException(lost + " records were lost");
    }
    return (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
  }

  private static Histogram appendAlone(Ledger ledger)
      throws LedgerUnavailable, InterruptedException {
    Histogram nanos = Load.histogram();
    for (int i = 0; i < SINGLES; i++) {
      byte[] record = record(i);
      long began = System.nanoTime();
      long index = ledger.append(record);
      nanos.recordValue(Math.max(index >= 0 ? System.nanoTime() - began : 0, 1));
    }
    return nanos;
  }

  private static byte[] record(long number) {
    byte[] record = new byte[RECORD_BYTES];
    ByteBuffer.wrap(record).putLong(number);
    return record;
  }

  private static void verify(Path folder) {
    long began = System.nanoTime();
    Verification verified = LedgerVerifier.verify(folder);
    double seconds = (System.nanoTime() - began) / (double) TimeUnit.SECONDS.toNanos(1);
    switch (verified) {
      case Verification.Verified sound ->
          System.out.printf(
              Locale.ROOT,
              "%d entries verified in %.1f s with a heap of at most %d MiB%n",
              sound.size(),
              seconds,
              Runtime.getRuntime().maxMemory() >> 20);
      case Verification.Damaged damaged -> System.out.println(damaged);
    }
  }
}
