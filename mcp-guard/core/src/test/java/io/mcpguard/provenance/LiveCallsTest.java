package io.mcpguard.provenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.LogPosition;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.provenance.LiveCalls.Lookup;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** "Every wait has a deadline": that of a lookup holds while the index is being made anew. */
@Timeout(60)
class LiveCallsTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;
  private final SlowIndex index = new SlowIndex();
  private Ledger ledger;
  private LiveCalls calls;

  @BeforeEach
  void open() throws Exception {
    NoteSigner signer = NoteSigner.generate("guard.example/ledger", RANDOM);
    ledger = Ledger.open(folder, LedgerOptions.of(signer, RANDOM));
    calls = new LiveCalls(ledger, () -> ledger.latest().size(), index);
  }

  @AfterEach
  void close() throws Exception {
    index.goOn.countDown();
    calls.close();
    ledger.close();
  }

  @Test
  void aLookupDoesNotWaitLongerThanItMayForWhoeverMakesTheIndexAnew() throws Exception {
    calls.start();
    index.asked.await();

    Lookup found = calls.find("txn", Deadline.in(Duration.ofMillis(100)));

    assertThat(found).isInstanceOf(Lookup.Behind.class);
  }

  @Test
  void aLookupGoesOnOnceTheIndexIsThere() throws Exception {
    calls.start();
    index.asked.await();
    index.goOn.countDown();

    assertThat(calls.find("txn", Deadline.in(Duration.ofSeconds(50))))
        .isInstanceOf(Lookup.Unknown.class);
  }

  /** Answers nobody before it is told to. */
  private static final class SlowIndex implements CallIndex {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @Override
    public LogPosition position() throws IOException {
      asked.countDown();
      try {
        goOn.await();
      } catch (InterruptedException stopping) {
        throw new IOException(stopping);
      }
      return LogPosition.none();
    }

    @Override
    public void take(List<CallLeaf> leaves, LogPosition behind) {
      // the log is empty
    }

    @Override
    public void forget() {
      // there is nothing
    }

    @Override
    public Optional<IndexedCall> find(String txn) {
      return Optional.empty();
    }

    @Override
    public List<IndexedCall> from(long decision, int most) {
      return List.of();
    }
  }
}
