package io.mcpguard.ledger;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * What one fsync made durable: entries in the form of an entry bundle between a header and a
 * checksum. The header begins with its segment's random salt, so that no entry's bytes can pass for
 * a batch.
 *
 * @param first index of the first entry
 * @param count number of entries, at least 1
 * @param payload uint16-length-prefixed entries
 * @param end position in the segment after the batch
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Batch(long first, int count, byte[] payload, long end) {
  static final int HEADER = 8 + 8 + 4 + 4;
  static final int OVERHEAD = HEADER + 4;

  /** Most bytes an entry can take: alone in a batch, at its largest. */
  static final int MAX_RECORD = OVERHEAD + EntryBundle.PREFIX + EntryBundle.MAX_ENTRY;

  static final int MAX_BYTES = 1 << 20;

  /** Fills the buffer, ready to be written; it has room for all entries. */
  static void encode(ByteBuffer into, long salt, long first, List<byte[]> entries) {
    into.clear();
    into.position(HEADER);
    for (byte[] entry : entries) {
      into.putShort((short) entry.length).put(entry);
    }
    into.putLong(0, salt).putLong(8, first);
    into.putInt(16, entries.size()).putInt(20, into.position() - HEADER);
    int end = into.position();
    into.flip();
    int crc = crc(into);
    into.limit(end + 4).putInt(end, crc).position(0);
  }

  /** The batch at {@code position}, if an intact one with that salt stands there. */
  static Optional<Batch> read(ByteBuffer segment, int position, long salt) {
    if (segment.limit() - position < OVERHEAD || segment.getLong(position) != salt) {
      return Optional.empty();
    }
    long first = segment.getLong(position + 8);
    int count = segment.getInt(position + 16);
    int length = segment.getInt(position + 20);
    boolean fits =
        count > 0
            && first >= 0
            && first <= Long.MAX_VALUE - count
            && length > 0
            && length <= payload(segment.limit() - position)
            && count <= length / EntryBundle.PREFIX;
    if (!fits) {
      return Optional.empty();
    }
    int end = position + HEADER + length;
    ByteBuffer covered = segment.slice(position, HEADER + length);
    if (crc(covered) != segment.getInt(end)) {
      return Optional.empty();
    }
    byte[] payload = new byte[length];
    segment.get(position + HEADER, payload);
    return Optional.of(new Batch(first, count, payload, end + 4L)).filter(Batch::isWhole);
  }

  /** Largest payload in so many bytes. */
  static long payload(long bytes) {
    return Math.min(MAX_BYTES, bytes) - OVERHEAD;
  }

  /** Whether the payload is as many entries as the header counts: a checksum is no signature. */
  private boolean isWhole() {
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (payload.length - at < EntryBundle.PREFIX) {
        return false;
      }
      at += EntryBundle.PREFIX + EntryBundle.length(payload, at);
    }
    return at == payload.length;
  }

  /** Position in the segment where the batch begins. */
  long begin() {
    return end - OVERHEAD - payload.length;
  }

  long next() {
    return first + count;
  }

  private static int crc(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
