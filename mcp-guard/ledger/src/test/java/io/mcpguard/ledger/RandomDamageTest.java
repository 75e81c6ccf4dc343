package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
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
  void aDeletedFileIsFoundAndNamed(long seed) throws Exception {
    write(seed);
    for (Path file : files()) {
      byte[] good = Files.readAllBytes(file);
      Files.delete(file);

      // Without a hand-over nobody can say that there was one: the checkpoint's key is unknown.
      found(file.startsWith(KeyChain.folder(log)) ? log.resolve("checkpoint") : file);
      Files.write(file, good);
    }
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  private void rewrite(long number, List<byte[]> entries) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] entry : entries) {
      bytes.write(entry.length >> 8);
      bytes.write(entry.length);
      bytes.write(entry);
    }
    Files.write(bundle(number), bytes.toByteArray());
  }

  private Path bundle(long number) {
    int width = new TileReader(log, head.size()).width(0, number);
    return log.resolve(TilePath.entries(number, width));
  }

  private long someBundle() {
    return random.nextLong((head.size() + TreeEdge.WIDTH - 1) / TreeEdge.WIDTH);
  }

  @ParameterizedTest
  @ValueSource(longs = {24, 25})
  void aDeletedRecordIsFoundAndItsBundleNamed(long seed) throws Exception {
    write(seed);
    for (int i = 0; i < DAMAGES; i++) {
      long number = someBundle();
      List<byte[]> good = new TileReader(log, head.size()).entries(number);
      List<byte[]> bad = new ArrayList<>(good);
      bad.remove(random.nextInt(bad.size()));

      rewrite(number, bad);

      found(bundle(number));
      rewrite(number, good);
    }
    assertThat(verify()).isInstanceOf(Verified.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {26, 27})
  void recordsInEachOthersPlaceAreFoundAndTheirBundleNamed(long seed) throws Exception {
    write(seed);
    for (int i = 0; i < DAMAGES; i++) {
      List<byte[]> good = new TileReader(log, head.size()).entries(0);
      int one = random.nextInt(good.size());
      List<byte[]> bad = new ArrayList<>(good);
      Collections.swap(bad, one, (one + 1 + random.nextInt(bad.size() - 1)) % bad.size());

      rewrite(0, bad);

      found(bundle(0));
      rewrite(0, good);
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

  /** What a witness keeps of a log of this directory. */
  private Checkpoint witnessed(Path directory) throws Exception {
    Cosigner cosigner = Cosigner.generate("witness.example/w1", Logs.RANDOM);
    String note = LedgerReader.open(directory).checkpoint().note();
    try (Witness witness =
        Witness.open(
            parent.resolve("witness"),
            cosigner,
            List.of(Logs.SIGNER.verifier()),
            InstantSource.system())) {
      AddCheckpoint request = new AddCheckpoint(0, List.of(), note);
      assertThat(witness.add(request.text().getBytes(UTF_8)))
          .isInstanceOf(WitnessAnswer.Cosigned.class);
      return witness.latest(Witness.hash("guard.example/audit")).orElseThrow();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {19, 20, 21})
  void whateverIsTakenBackIsFoundByAWitnessedCheckpoint(long seed) throws Exception {
    random = new Random(seed);
    int size = 1 + random.nextInt(400);
    Path whole = Logs.written(parent.resolve("whole"), size);
    Checkpoint kept = witnessed(whole);
    int cut = random.nextInt(size);
    Path back = parent.resolve("back");
    try (Ledger ledger = Ledger.open(back, Logs.options())) {
      for (LedgerEntry entry : Logs.entries(whole).subList(0, cut)) {
        assertThat(ledger.append(entry.bytes())).isEqualTo(entry.index());
      }
    }

    assertThat(LedgerVerifier.verify(back, Logs.SIGNER.verifier(), kept))
        .asInstanceOf(type(Damaged.class))
        .extracting(Damaged::what)
        .isEqualTo(
            "the log was rolled back: it has " + cut + " entries, but had " + size + " before");

    try (Ledger ledger = Ledger.open(back, Logs.options())) {
      Logs.append(ledger, 1000, size - cut + random.nextInt(300));
    }

    assertThat(LedgerVerifier.verify(back, Logs.SIGNER.verifier(), kept))
        .asInstanceOf(type(Damaged.class))
        .extracting(Damaged::what)
        .asString()
        .startsWith("the log was forked: its first " + size + " entries");
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
