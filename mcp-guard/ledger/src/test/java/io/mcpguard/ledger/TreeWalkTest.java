package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree of three levels of tiles: the smallest in which an upper tile is full. */
class TreeWalkTest {
  private static final long SIZE = 65_536 + 3 * 256 + 5;

  @TempDir static Path log;

  private static Checkpoint head = Checkpoint.empty("");

  @BeforeAll
  static void write() throws IOException {
    TileWriter tiles = new TileWriter(new Disk(), log, new TreeEdge());
    byte[] entry = {0, 1, 0};
    for (long i = 0; i < SIZE; i++) {
      entry[2] = (byte) i;
      tiles.add(entry, EntryBundle.PREFIX, 1);
      tiles.flush();
    }
    tiles.writePartials();
    head = new Checkpoint("log.example", SIZE, tiles.edge().root(), "");
  }

  private static void walk(Checkpoint known) throws Exception {
    new TreeWalk(new TileReader(log, SIZE), head, List.of(known)).run(0);
  }

  private static Checkpoint forged(long size) {
    return new Checkpoint("log.example", size, head.root(), "");
  }

  @Test
  void anUntouchedTreeIsWalked() throws Exception {
    walk(head);

    assertThat(log.resolve("tile/1/000")).exists();
  }

  @ParameterizedTest
  @CsvSource({
    "tile/1/000,     7, 1792 to 2047",
    "tile/1/000,   255, 65280 to 65535",
    "tile/1/001.p/3, 2, 66048 to 66303",
    "tile/2/000.p/1, 0, 0 to 65535"
  })
  void anAlteredHashIsNamedWithTheEntriesBelowIt(String tile, int hash, String entries)
      throws Exception {
    Path file = log.resolve(tile);
    byte[] good = Files.readAllBytes(file);
    byte[] bad = good.clone();
    bad[hash * Hash.BYTES] ^= 1;
    Files.write(file, bad);

    assertThatThrownBy(() -> walk(head))
        .isInstanceOf(TreeWalk.Fault.class)
        .hasMessageStartingWith("hash " + hash + " does not follow from entries " + entries + ":");
    Files.write(file, good);
  }

  @Test
  void anAlteredEntryIsToldFromAnAlteredHashByTheTileAbove() throws Exception {
    Path bundle = log.resolve("tile/entries/256");
    byte[] good = Files.readAllBytes(bundle);
    byte[] bad = good.clone();
    bad[2] ^= 1;
    Files.write(bundle, bad);

    assertThatThrownBy(() -> walk(head)).hasMessage("entry 65536 is not the one that was logged");
    Files.write(bundle, good);
  }

  /** Also the empty tree, which every log extends, has one root alone. */
  @ParameterizedTest
  @ValueSource(longs = {0, 256})
  void aKnownCheckpointWithAnotherRootIsAFork(long size) {
    assertThatThrownBy(() -> walk(forged(size)))
        .isInstanceOf(TreeWalk.Fault.class)
        .hasMessage(
            "the log was forked: its first %d entries are not those of the known checkpoint", size);
  }

  @Test
  void anotherRootThanTheSignedOneIsFound() {
    Checkpoint other = new Checkpoint("log.example", SIZE, Checkpoint.empty("").root(), "");

    assertThatThrownBy(() -> new TreeWalk(new TileReader(log, SIZE), other, List.of()).run(0))
        .isInstanceOf(TreeWalk.Fault.class)
        .hasMessageContaining("not with the signed root");
  }
}
