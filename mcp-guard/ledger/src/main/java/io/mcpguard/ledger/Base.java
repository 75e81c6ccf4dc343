package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Where replaying the write-ahead log begins: the tree's right edge at a multiple of 256 leaves,
 * all of whose tiles are durable. A CRC-32C guards it against accidents; the signed checkpoint,
 * whose root is recomputed from it, against the rest.
 */
final class Base {
  private static final int MAX_BYTES = 1 << 17;

  private Base() {}

  static TreeEdge read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return new TreeEdge();
    }
    if (Files.size(file) > MAX_BYTES || Files.size(file) < Integer.BYTES) {
      throw damaged(new IOException("unexpected length"));
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    ByteBuffer covered = bytes.slice(0, bytes.limit() - Integer.BYTES);
    if (crc(covered.duplicate()) != bytes.getInt(bytes.limit() - Integer.BYTES)) {
      throw damaged(new IOException("checksum mismatch"));
    }
    try {
      return TreeEdge.read(covered);
    } catch (MalformedLogData e) {
      throw damaged(e);
    }
  }

  private static LedgerDamaged damaged(IOException cause) {
    return new LedgerDamaged("base: is corrupt; restore the ledger's directory from a copy", cause);
  }

  static void write(Storage storage, Path file, byte[] edge) throws IOException {
    ByteBuffer out = ByteBuffer.allocate(edge.length + Integer.BYTES);
    out.put(edge).putInt(crc(ByteBuffer.wrap(edge)));
    storage.replace(file, out.array());
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
