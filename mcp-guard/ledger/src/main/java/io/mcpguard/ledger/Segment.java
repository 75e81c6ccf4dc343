package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One preallocated file of the write-ahead log: a header of 32 bytes (magic, salt, first index,
 * CRC-32C), then batches, then zeroes. A segment whose header is zero is a spare.
 *
 * <p>Only the committing thread writes; the publishing thread reads what is durable.
 */
final class Segment implements AutoCloseable {
  static final int HEADER = 32;
  static final String SUFFIX = ".wal";
  private static final long MAGIC = 0x6d63_7067_7761_6c31L; // "mcpgwal1"
  private static final ByteBuffer ZEROES = ByteBuffer.allocate(64 * 1024).asReadOnlyBuffer();

  /** What stands in the first 32 bytes. */
  sealed interface Header {
    record Blank() implements Header {}

    record Torn() implements Header {}

    record Used(long salt, long first) implements Header {}
  }

  private final long sequence;
  private final Path path;
  private final Storage.SegmentFile file;
  private final long capacity;
  private long salt;
  private volatile long first;
  private volatile Begin begin = new Begin(HEADER, 0);
  private long position = HEADER;

  /** Where reading begins, and with which entry. */
  record Begin(long position, long index) {}

  Segment(long sequence, Path path, Storage.SegmentFile file) throws IOException {
    this.sequence = sequence;
    this.path = path;
    this.file = file;
    this.capacity = file.size();
  }

  static Path path(Path directory, long sequence) {
    return directory.resolve(String.format(Locale.ROOT, "%010d%s", sequence, SUFFIX));
  }

  long sequence() {
    return sequence;
  }

  Path path() {
    return path;
  }

  long first() {
    return first;
  }

  /** Bytes left for batches. */
  long remaining() {
    return capacity - position;
  }

  /** Header and data up to the end, in memory: recovery and publishing read a segment whole. */
  ByteBuffer load() throws IOException {
    if (capacity > LedgerOptions.MAX_SEGMENT) {
      throw new LedgerDamaged(
          "write-ahead segment "
              + path.getFileName()
              + " is larger than any that was ever made; restore the ledger's directory from a"
              + " copy");
    }
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(capacity));
    file.read(bytes, 0);
    return bytes.flip();
  }

  Header header() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER);
    file.read(bytes, 0);
    return header(bytes.flip());
  }

  static Header header(ByteBuffer bytes) {
    if (bytes.limit() < HEADER) {
      return new Header.Torn();
    }
    if (isZero(bytes, 0, HEADER)) {
      return new Header.Blank();
    }
    boolean intact =
        bytes.getLong(0) == MAGIC
            && bytes.getLong(16) >= 0
            && bytes.getLong(24) == headerCrc(bytes.slice(0, 24));
    return intact ? new Header.Used(bytes.getLong(8), bytes.getLong(16)) : new Header.Torn();
  }

  private static long headerCrc(ByteBuffer covered) {
    CRC32C crc = new CRC32C();
    crc.update(covered);
    return crc.getValue();
  }

  static boolean isZero(ByteBuffer bytes, int from, int to) {
    for (int at = from; at < to; at += ZEROES.capacity()) {
      int length = Math.min(ZEROES.capacity(), to - at);
      if (bytes.slice(at, length).mismatch(ZEROES.slice(0, length)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** Turns a spare into the segment that begins with {@code firstIndex}; durable on return. */
  void activate(long newSalt, long firstIndex) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(MAGIC).putLong(newSalt).putLong(firstIndex);
    header.putLong(headerCrc(header.slice(0, 24))).flip();
    file.write(header, 0);
    file.force();
    resume(new Header.Used(newSalt, firstIndex), HEADER);
  }

  /** Takes up a segment found on disk; the next batch goes to {@code at}. */
  void resume(Header.Used header, long at) {
    salt = header.salt();
    first = header.first();
    begin = new Begin(HEADER, header.first());
    position = at;
  }

  /** Leaves out what is damaged before this batch, and needed no more. */
  void beginAt(long at, long index) {
    begin = new Begin(at, index);
  }

  /** The next batch goes to {@code at}. */
  void endAt(long at) {
    position = at;
  }

  Begin begin() {
    return begin;
  }

  long salt() {
    return salt;
  }

  /** Writes a batch made by {@link Batch#encode} after the last one and makes it durable. */
  void commit(ByteBuffer batch) throws IOException {
    int length = batch.remaining();
    file.write(batch, position);
    file.force();
    position += length;
  }

  /** The batch at {@code at}, read from the file. */
  Optional<Batch> read(long at) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(Batch.HEADER);
    file.read(header, at);
    header.flip();
    if (header.limit() < Batch.HEADER) {
      return Optional.empty();
    }
    int length = header.getInt(20);
    if (length <= 0 || length > Batch.payload(capacity - at)) {
      return Optional.empty();
    }
    ByteBuffer batch = ByteBuffer.allocate(Batch.OVERHEAD + length);
    file.read(batch, at);
    return Batch.read(batch.flip(), 0, salt)
        .map(b -> new Batch(b.first(), b.count(), b.payload(), at + b.end()));
  }

  /** Overwrites everything from {@code from} with zeroes, durably. */
  void wipe(long from) throws IOException {
    file.write(ByteBuffer.allocate(Math.toIntExact(capacity - from)), from);
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
