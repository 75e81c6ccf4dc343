package io.mcpguard.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9162 §2.1.3 and §2.1.4 against a tree computed by the definition of RFC 6962 §2.1. */
class ProofTest {
  private static final int SIZE = 300;

  @TempDir static Path directory;

  private static List<byte[]> entries;
  private static LedgerReader reader;

  @BeforeAll
  static void write() throws Exception {
    Logs.written(directory, SIZE);
    reader = LedgerReader.open(directory);
    entries = Logs.entries(directory).stream().map(LedgerEntry::bytes).toList();
  }

  /** MTH by its recursive definition. */
  private static byte[] root(List<byte[]> leaves) {
    TreeHasher hasher = new TreeHasher();
    if (leaves.isEmpty()) {
      return hasher.empty();
    }
    if (leaves.size() == 1) {
      return hasher.leaf(leaves.getFirst());
    }
    int split = Integer.highestOneBit(leaves.size() - 1);
    byte[] left = root(leaves.subList(0, split));
    return hasher.node(left, root(leaves.subList(split, leaves.size())));
  }

  private static Checkpoint head(int size) {
    return new Checkpoint("o", size, Hash.of(root(entries.subList(0, size))), "");
  }

  /** The same log as it was when it had {@code size} entries. */
  private static LedgerReader at(int size) {
    return LedgerReader.at(directory, head(size));
  }

  @Test
  void theRootIsThatOfTheDefinition() {
    assertThat(reader.checkpoint().root()).isEqualTo(head(SIZE).root());
  }

  @Test
  void theEmptyTreeHashesToTheHashOfNothing() {
    // "MTH({}) = SHA-256()." (RFC 6962 §2.1)
    assertThat(new TreeEdge().root()).hasToString("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  }

  @Test
  void everyEntryIsProvenInTheLog() throws Exception {
    for (int i = 0; i < SIZE; i++) {
      assertThat(reader.proof(i).proves(entries.get(i))).as("entry %d", i).isTrue();
    }
  }

  @Test
  void everyEntryIsProvenInEverySmallTree() throws Exception {
    for (int size = 1; size <= 40; size++) {
      for (int i = 0; i < size; i++) {
        List<Hash> proof = at(size).inclusion(i);

        assertThat(ProofVerifier.includes(entries.get(i), i, head(size), proof))
            .as("entry %d of %d", i, size)
            .isTrue();
      }
    }
  }

  @Test
  void anotherEntryIsNotProven() throws Exception {
    assertThat(reader.proof(17).proves(entries.get(18))).isFalse();
  }

  @Test
  void anotherIndexIsNotProven() throws Exception {
    TlogProof proof = reader.proof(17);

    assertThat(new TlogProof(18, proof.inclusion(), proof.checkpoint()).proves(entries.get(17)))
        .isFalse();
  }

  @Test
  void anIndexBeforeTheFirstOrBehindTheLastIsNotProven() {
    List<Hash> none = List.of();

    assertThat(ProofVerifier.includes(entries.getFirst(), 0, head(1), none)).isTrue();
    assertThat(ProofVerifier.includes(entries.getFirst(), -1, head(1), none)).isFalse();
    assertThat(ProofVerifier.includes(entries.getFirst(), 1, head(1), none)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, SIZE})
  void whatTheCheckpointDoesNotCoverHasNoEntryAndNoProof(long index) {
    assertThatThrownBy(() -> reader.entry(index)).isInstanceOf(NoSuchElementException.class);
    assertThatThrownBy(() -> reader.inclusion(index)).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void aProofTooLongOrTooShortProvesNothing() throws Exception {
    List<Hash> proof = reader.inclusion(17);
    List<Hash> longer = new ArrayList<>(proof);
    longer.add(proof.getFirst());

    assertThat(List.of(longer, proof.subList(0, proof.size() - 1), List.<Hash>of()))
        .noneMatch(p -> ProofVerifier.includes(entries.get(17), 17, head(SIZE), p));
  }

  @Test
  void everySmallerTreeIsAPrefix() throws Exception {
    for (int older = 0; older <= 40; older++) {
      for (int newer = older; newer <= 40; newer++) {
        List<Hash> proof = at(newer).consistency(older);

        assertThat(ProofVerifier.isConsistent(head(older), head(newer), proof))
            .as("%d in %d", older, newer)
            .isTrue();
      }
    }
  }

  @Test
  void aForkIsNoPrefix() throws Exception {
    List<Hash> proof = reader.consistency(100);
    Checkpoint fork = new Checkpoint("o", 100, head(99).root(), "");

    assertThat(ProofVerifier.isConsistent(fork, head(SIZE), proof)).isFalse();
  }

  @Test
  void theEmptyTreeIsAPrefixByItsRootAloneAndWithoutAProof() {
    Checkpoint empty = head(0);
    Checkpoint forged = new Checkpoint("o", 0, head(1).root(), "");

    assertThat(ProofVerifier.isConsistent(empty, head(7), List.of())).isTrue();
    assertThat(ProofVerifier.isConsistent(forged, head(7), List.of())).isFalse();
    assertThat(ProofVerifier.isConsistent(empty, head(7), List.of(head(1).root()))).isFalse();
  }

  @Test
  void ofTwoTreesOfOneSizeOnlyTheSameIsAPrefixAndWithoutAProof() {
    Checkpoint fork = new Checkpoint("o", 7, head(6).root(), "");

    assertThat(ProofVerifier.isConsistent(head(7), head(7), List.of())).isTrue();
    assertThat(ProofVerifier.isConsistent(fork, head(7), List.of())).isFalse();
    assertThat(ProofVerifier.isConsistent(head(7), head(7), List.of(head(1).root()))).isFalse();
  }

  @Test
  void aShorterLogIsNoExtension() {
    assertThat(ProofVerifier.isConsistent(head(100), head(99), List.of())).isFalse();
  }

  @Test
  void theTextOfAProofIsReadBack() throws Exception {
    TlogProof proof = reader.proof(299);

    TlogProof read = TlogProof.read(proof.text().getBytes(UTF_8), Logs.SIGNER.verifier());

    assertThat(read).isEqualTo(proof);
  }

  @Test
  void aProofMayCarryOpaqueExtraData() throws Exception {
    // "The second line MAY start with the string `extra`" (tlog-proof, Format)
    String text = reader.proof(3).text().replaceFirst("\nindex", "\nextra aGVsbG8=\nindex");

    assertThat(TlogProof.read(text.getBytes(UTF_8), Logs.SIGNER.verifier()).index()).isEqualTo(3);
  }

  @Test
  void aProofUnderAForeignCheckpointIsRefused() throws Exception {
    NoteSigner foreign = NoteSigner.generate("guard.example/audit", Logs.RANDOM);
    byte[] text = reader.proof(3).text().getBytes(UTF_8);

    assertThatThrownBy(() -> TlogProof.read(text, foreign.verifier()))
        .hasMessageContaining("carries no signature");
  }

  @Test
  void tilesHaveTheNamesOfTheSpecification() {
    // "index 1234067 will be encoded as x001/x234/067" (tlog-tiles, Merkle Tree)
    assertThat(TilePath.hashes(2, 1234067, 256)).isEqualTo("tile/2/x001/x234/067");
    assertThat(TilePath.entries(273, 112)).isEqualTo("tile/entries/273.p/112");
  }

  @Test
  void aFullBundleLeavesNoPartialOnes() {
    assertThat(Files.exists(directory.resolve("tile/entries/000"))).isTrue();
    assertThat(Files.exists(directory.resolve("tile/entries/000.p"))).isFalse();
  }

  /** For whoever has an entry's hash and not the entry. */
  @Test
  void aProofHoldsForTheLeafsHashAndForNoOther() throws Exception {
    TlogProof proof = reader.proof(7);

    assertThat(proof.provesLeaf(Hash.of(new TreeHasher().leaf(entries.get(7))))).isTrue();
    assertThat(proof.provesLeaf(Hash.of(new TreeHasher().leaf(entries.get(8))))).isFalse();
  }

  /** RFC 9162 §2.1.4.2: "If consistency_path is an empty array, stop and fail". */
  @Test
  void noHashesShowNoPrefixOfAnOddSize() {
    assertThat(ProofVerifier.isConsistent(head(5), head(SIZE), List.of())).isFalse();
  }
}
