package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Logs of random entries, reopened at random: nothing changes, everything is proven. */
class RandomLogsTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aRandomLogIsWhatWasAppended(long seed) throws Exception {
    Random random = new Random(seed);
    List<byte[]> appended = new ArrayList<>();
    List<Checkpoint> heads = new ArrayList<>();
    for (int session = 0; session < 4; session++) {
      try (Ledger ledger = Ledger.open(directory, Logs.options())) {
        int count = random.nextInt(300);
        for (int i = 0; i < count; i++) {
          byte[] entry = new byte[random.nextInt(random.nextInt(50) == 0 ? 65_536 : 600)];
          random.nextBytes(entry);
          assertThat(ledger.append(entry)).isEqualTo(appended.size());
          appended.add(entry);
        }
      }
      heads.add(LedgerReader.open(directory).checkpoint());
    }

    LedgerReader reader = LedgerReader.open(directory);
    assertThat(Logs.entries(directory))
        .extracting(LedgerEntry::bytes)
        .containsExactlyElementsOf(appended);
    assertThat(LedgerVerifier.verify(directory))
        .asInstanceOf(type(Verification.Verified.class))
        .returns((long) appended.size(), Verification.Verified::size);
    for (Checkpoint head : heads) {
      List<Hash> proof = reader.consistency(head.size());
      assertThat(ProofVerifier.isConsistent(head, reader.checkpoint(), proof)).isTrue();
    }
    int some = random.nextInt(appended.size());
    assertThat(reader.proof(some).proves(appended.get(some))).isTrue();
  }
}
