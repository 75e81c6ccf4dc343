package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Bundles, tiles, write-ahead segments and bases of any bytes: read as written, or refused. */
class TileFuzzTest {
  @FuzzTest
  void aBundleIsWhatItsEntriesSpell(byte[] bundle) {
    int count = bundle.length == 0 ? 0 : bundle[bundle.length - 1] & 0xff;
    ByteArrayOutputStream spelled = new ByteArrayOutputStream();
    List<byte[]> entries = new ArrayList<>();
    try {
      entries.addAll(EntryBundle.read(bundle, count));
    } catch (MalformedLogData refused) {
      assertThat(refused).hasMessageStartingWith("entry bundle");
      spelled.writeBytes(bundle);
    }
    for (byte[] entry : entries) {
      spelled.write(entry.length >> 8);
      spelled.write(entry.length);
      spelled.writeBytes(entry);
    }
    assertThat(spelled.toByteArray()).isEqualTo(bundle);
  }

  @FuzzTest
  void aTileHasItsWidth(byte[] tile) {
    List<byte[]> read = new ArrayList<>();
    try {
      read.add(TileReader.tile(tile, 3, "tile/0/000.p/3"));
    } catch (MalformedLogData refused) {
      assertThat(refused).hasMessageStartingWith("tile/0/000.p/3");
    }
    assertThat(read).allMatch(hashes -> hashes.length == 3 * Hash.BYTES);
  }

  @FuzzTest
  void aSegmentsBatchesStayWithinIt(byte[] segment) {
    ByteBuffer bytes = ByteBuffer.wrap(segment);
    long salt = segment.length < Long.BYTES ? 0 : bytes.getLong(0);

    assertThat(Segment.header(bytes)).isNotNull();
    assertThat(Batch.read(bytes, 0, salt).stream())
        .allMatch(batch -> batch.end() <= segment.length && batch.next() > batch.first());
  }

  @FuzzTest
  void aBaseHasOneSpelling(byte[] edge) {
    List<byte[]> written = new ArrayList<>();
    try {
      written.add(TreeEdge.read(ByteBuffer.wrap(edge)).writeWithoutPartialLeaves());
    } catch (MalformedLogData refused) {
      assertThat(refused).hasMessageStartingWith("tree edge");
    }
    assertThat(written).allSatisfy(bytes -> assertThat(bytes).isEqualTo(edge));
  }
}
