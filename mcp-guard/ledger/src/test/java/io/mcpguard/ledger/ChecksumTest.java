package io.mcpguard.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is guarded by a CRC-32C (RFC 3720 §B.4) on disk, against files that are written here. */
class ChecksumTest {
  private static final long MAGIC = 0x6d63_7067_7761_6c31L;
  private static final int SALT = 8;

  @TempDir private Path directory;

  private static long crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }

  private static ByteBuffer header(long first) {
    ByteBuffer header = ByteBuffer.allocate(Segment.HEADER);
    header.putLong(MAGIC).putLong(5).putLong(first);
    return header.putLong(crc(header.array(), 24)).flip();
  }

  private Path base(byte[] edge, int checksum) throws Exception {
    ByteBuffer file = ByteBuffer.allocate(edge.length + Integer.BYTES).put(edge).putInt(checksum);
    return Files.write(directory.resolve("base"), file.array());
  }

  @Test
  void aSegmentsHeaderIsMagicSaltAndFirstEntryUnderTheirChecksum() {
    assertThat(Segment.header(header(7))).isEqualTo(new Segment.Header.Used(5, 7));
  }

  @Test
  void aHeaderWithAnotherBitIsTorn() {
    ByteBuffer spoiled = header(7);
    spoiled.put(SALT, (byte) 1);

    assertThat(Segment.header(spoiled)).isEqualTo(new Segment.Header.Torn());
  }

  @Test
  void theFirstEntryOfALogHasTheLeastIndexThereIs() {
    assertThat(Segment.header(header(0))).isEqualTo(new Segment.Header.Used(5, 0));
    assertThat(Segment.header(header(-1))).isEqualTo(new Segment.Header.Torn());
  }

  @Test
  void aBaseIsAnEdgeAndItsChecksum() throws Exception {
    byte[] edge = new TreeEdge().writeWithoutPartialLeaves();

    TreeEdge read = Base.read(base(edge, (int) crc(edge, edge.length)));

    assertThat(read.writeWithoutPartialLeaves()).isEqualTo(edge);
  }

  @Test
  void aBaseUnderAnotherChecksumIsDamage() throws Exception {
    byte[] edge = new TreeEdge().writeWithoutPartialLeaves();
    Path spoiled = base(edge, (int) crc(edge, edge.length) + 1);

    assertThatThrownBy(() -> Base.read(spoiled))
        .isInstanceOf(LedgerDamaged.class)
        .hasMessageContaining("base: is corrupt");
  }

  /** A checksum alone is no edge. */
  @Test
  void aBaseWithoutAnEdgeIsDamage() throws Exception {
    Path spoiled = base(new byte[0], (int) crc(new byte[0], 0));

    assertThatThrownBy(() -> Base.read(spoiled)).isInstanceOf(LedgerDamaged.class);
  }

  @Test
  void noBaseIsTheEmptyTree() throws Exception {
    assertThat(Base.read(directory.resolve("none")).writeWithoutPartialLeaves())
        .isEqualTo(new TreeEdge().writeWithoutPartialLeaves());
  }
}
