package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack row A33 over random logs and random damage: whatever is changed, cut, deleted or put in
 * another's place is found, and the message says which file.
 */
class RandomDamageTest {
  private static final int DAMAGES = 30;

  @TempDir Path parent;

  private Random random = new Random(0);
  private Path log = Path.of("");
  private VerifierKey first = Logs.SIGNER.verifier();
  private Checkpoint head = Checkpoint.empty("");

  /** A log of random entries that a key handed to the next on the way. */
  private void write(long seed) throws Exception {
    random = new Random(seed);
    log = parent.resolve("log");
    LogKeyFile keys = new LogKeyFile(parent.resolve("key"), "guard.example/audit", Logs.RANDOM);
    NoteSigner signer = keys.open(log);
    first = signer.verifier();
    try (Ledger ledger =
        Ledger.open(log, LedgerOptions.of(signer, Logs.RANDOM).withSpace(1 << 17, 0))) {
      Logs.append(ledger, random.nextInt(700));
      assertThat(keys.rotate(ledger, Instant.EPOCH, Duration.ofSeconds(30))).isNotNull();
      Logs.append(ledger, 700, 1 + random.nextInt(700));
    }
    // As an auditor's copy has it: nothing else gives damage away.
    Logs.delete(log.resolve("wal"));
    head = LedgerReader.open(log).checkpoint();
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  private Verification verify() {
    return LedgerVerifier.verify(log, first);
  }

  /** Every file that the tree of this size is made of, and what its signatures stand in. */
  private List<Path> files() throws Exception {
    List<Path> files = new ArrayList<>();
    TileReader tiles = new TileReader(log, head.size());
    for (int level = 0; level < TreeEdge.LEVELS; level++) {
      for (long n = 0; tiles.width(level, n) > 0; n++) {
        files.add(log.resolve(TilePath.hashes(level, n, tiles.width(level, n))));
        if (level == 0) {
          files.add(log.resolve(TilePath.entries(n, tiles.width(level, n))));
        }
      }
    }
    files.add(log.resolve("checkpoint"));
    try (var handOvers = Files.list(KeyChain.folder(log))) {
      files.addAll(handOvers.toList());
    }
    return files;
  }

  private Path one(List<Path> files) {
    return files.get(random.nextInt(files.size()));
  }

  private void found(Path file) {
    String name = log.relativize(file).toString();
    assertThat(verify())
        .as(name)
        .asInstanceOf(type(Damaged.class))
        .extracting(damage -> damage.where() + " " + damage.what())
        .asString()
        .contains(name);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void aChangedByteIsFoundAndTheFileNamed(long seed) throws Exception {
    write(seed);
    List<Path> files = files();
    for (int i = 0; i < DAMAGES; i++) {
      Path file = one(files);
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      found(file);
      Files.write(file, good);
    }
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {5, 6})
  void aTruncatedFileIsFoundAndNamed(long seed) throws Exception {
    write(seed);
    List<Path> files = files();
    for (int i = 0; i < DAMAGES; i++) {
      Path file = one(files);
      byte[] good = Files.readAllBytes(file);
      Files.write(file, Arrays.copyOf(good, random.nextInt(good.length)));
      found(file);
      Files.write(file, good);
    }
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {7, 8})
  void aDeletedFileIsFound(long seed) throws Exception {
    write(seed);
    for (Path file : files()) {
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);

      assertThat(verify()).as(log.relativize(file).toString()).isInstanceOf(Damaged.class);
      Files.write(file, good);
    }
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {9, 10})
  void filesInEachOthersPlaceAreFound(long seed) throws Exception {
    write(seed);
    List<Path> files = files();
    for (int i = 0; i < DAMAGES; i++) {
      Path one = one(files);
      Path other = one(files);
      byte[] ones = Files.readAllBytes(one);
      byte[] others = Files.readAllBytes(other);
      Files.write(one, others);
      Files.write(other, ones);

      assertThat(verify() instanceof Verified)
          .as("%s for %s", one, other)
          .isEqualTo(one.equals(other));
      Files.write(one, ones);
      Files.write(other, others);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void anAlteredProofProvesNothing(long seed) throws Exception {
    write(seed);
    VerifierKey signs = LedgerReader.keysFrom(log, first).getLast();
    LedgerReader reader = LedgerReader.open(log);
    long index = random.nextLong(head.size());
    byte[] entry = reader.entry(index).bytes();
    byte[] good = reader.proof(index).text().getBytes(UTF_8);
    assertThat(proves(good, signs, entry)).isTrue();

    for (int at = 0; at < good.length; at++) {
      byte[] bad = good.clone();
      bad[at] ^= (byte) (1 << random.nextInt(8));

      assertThat(proves(bad, signs, entry)).as("byte %d", at).isFalse();
    }
    entry[random.nextInt(entry.length)] ^= 1;
    assertThat(proves(good, signs, entry)).isFalse();
  }

  private static boolean proves(byte[] proof, VerifierKey key, byte[] entry) {
    try {
      return TlogProof.read(proof, key).proves(entry);
    } catch (MalformedLogData refused) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {14, 15, 16})
  void anAlteredConsistencyProofIsFound(long seed) throws Exception {
    write(seed);
    int size = 1 + random.nextInt((int) head.size() - 1);
    List<Hash> proof = LedgerReader.open(log).consistency(size);
    Checkpoint older = at(size);
    assertThat(ProofVerifier.isConsistent(older, head, proof)).isTrue();

    for (int i = 0; i < proof.size(); i++) {
      List<Hash> bad = new ArrayList<>(proof);
      byte[] hash = bad.get(i).bytes();
      hash[random.nextInt(Hash.BYTES)] ^= (byte) (1 << random.nextInt(8));
      bad.set(i, Hash.of(hash));

      assertThat(ProofVerifier.isConsistent(older, head, bad)).as("hash %d", i).isFalse();
    }
  }

  private Checkpoint at(int size) throws Exception {
    TreeEdge edge = new TreeEdge();
    TreeHasher hasher = new TreeHasher();
    for (LedgerEntry entry : Logs.entries(log).subList(0, size)) {
      edge.add(hasher.leaf(entry.bytes()), (level, number, hashes) -> {});
    }
    return new Checkpoint(head.origin(), size, edge.root(), "");
  }

  @ParameterizedTest
  @ValueSource(longs = {17, 18})
  void twoHistoriesOfOneSizeAreAFork(long seed) throws Exception {
    write(seed);
    Checkpoint other = new Checkpoint(head.origin(), head.size(), at(1).root(), "");

    assertThat(head.relationTo(other)).isEqualTo(Checkpoint.Relation.FORK);
    assertThat(head.relationTo(head)).isEqualTo(Checkpoint.Relation.SAME_TREE);
    assertThat(head.relationTo(at(1))).isEqualTo(Checkpoint.Relation.ANOTHER_SIZE);
    assertThat(head.relationTo(Checkpoint.empty("other.example")))
        .isEqualTo(Checkpoint.Relation.ANOTHER_LOG);
  }
}
