package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * "Memory independent of the log's length: 10 million records verify in bounded memory." Here
 * 300,000, or {@code -Dverified.records=N}: more than twice as many bytes as the verifier's heap.
 */
class BoundedMemoryTest {
  private static final int RECORD_BYTES = 256;
  private static final int OUTSTANDING = 10_000;

  @TempDir private Path parent;

  private Path written(long records) throws Exception {
    Path log = parent.resolve("log");
    Semaphore room = new Semaphore(OUTSTANDING);
    AtomicLong durable = new AtomicLong();
    try (Ledger ledger = Ledger.open(log, LedgerOptions.of(Logs.SIGNER, Logs.RANDOM))) {
      for (long i = 0; i < records; i++) {
        room.acquire();
        byte[] record = new byte[RECORD_BYTES];
        ByteBuffer.wrap(record).putLong(i);
        ledger.reserve(RECORD_BYTES).append(record, counting(durable, room));
      }
      room.acquire(OUTSTANDING);
    }
    assertThat(durable).hasValue(records);
    return log;
  }

  private static Settlement counting(AtomicLong durable, Semaphore room) {
    return new Settlement() {
      @Override
      public void durable(long index) {
        durable.incrementAndGet();
        room.release();
      }

      @Override
      public void lost(LedgerUnavailable why) {
        room.release();
      }
    };
  }

  @Test
  void aLogOfMoreBytesThanTheHeapIsVerified() throws Exception {
    long records = Long.getLong("verified.records", 300_000);
    Path log = written(records);

    Process verifier =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx32m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                VerifyingProgram.class.getName(),
                log.toString())
            .redirectErrorStream(true)
            .start();

    assertThat(new String(verifier.getInputStream().readAllBytes(), UTF_8))
        .isEqualTo(records + " entries");
    assertThat(verifier.waitFor()).isZero();
  }
}
