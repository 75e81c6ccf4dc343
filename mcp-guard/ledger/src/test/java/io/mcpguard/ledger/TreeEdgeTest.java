package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The right edge of a tree, as it is kept at a multiple of 256 leaves. */
class TreeEdgeTest {
  private static final int LEAVES = 3 * TreeEdge.WIDTH;

  private static TreeEdge edge(int leaves) throws IOException {
    TreeEdge edge = new TreeEdge();
    TreeHasher hasher = new TreeHasher();
    for (int i = 0; i < leaves; i++) {
      edge.add(hasher.leaf(new byte[] {(byte) i}), (level, number, hashes) -> {});
    }
    return edge;
  }

  private static byte[] kept() throws IOException {
    return edge(LEAVES).writeWithoutPartialLeaves();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, TreeEdge.WIDTH, LEAVES})
  void whatIsKeptIsReadBack(int leaves) throws Exception {
    TreeEdge edge = edge(leaves);

    TreeEdge read = TreeEdge.read(ByteBuffer.wrap(edge.writeWithoutPartialLeaves()));

    assertThat(read.size()).isEqualTo(leaves);
    assertThat(read.root()).isEqualTo(edge.root());
  }

  @Test
  void leavesOfNoFullTileAreNotKept() throws Exception {
    assertThat(edge(LEAVES + 255).writeWithoutPartialLeaves()).isEqualTo(kept());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, 8, 8 + 3 * Hash.BYTES - 1})
  void aShorterOneIsRefused(int bytes) throws Exception {
    ByteBuffer cut = ByteBuffer.wrap(Arrays.copyOf(kept(), bytes));

    assertThatThrownBy(() -> TreeEdge.read(cut)).hasMessageContaining("is cut short");
  }

  @Test
  void aLongerOneIsRefused() throws Exception {
    ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(kept(), 8 + 3 * Hash.BYTES + 1));

    assertThatThrownBy(() -> TreeEdge.read(longer)).hasMessageContaining("has trailing bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {-TreeEdge.WIDTH, LEAVES - 1, LEAVES + 1})
  void anotherSizeThanAMultipleOf256IsRefused(long size) throws Exception {
    ByteBuffer bytes = ByteBuffer.wrap(kept()).putLong(0, size);

    assertThatThrownBy(() -> TreeEdge.read(bytes)).hasMessageContaining("is no multiple of 256");
  }
}
