package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the write-ahead log after a stop of any kind.
 *
 * <p>A batch is written only after the one before it was durable, and a segment is begun only after
 * its predecessor was. So whatever is broken <em>before</em> an intact batch or a later segment was
 * acknowledged, and is damage, unless it stands in full tiles. Only what is broken at the very end
 * can be a write that nobody was told of; that is wiped.
 */
final class Recovery implements AutoCloseable {
  private final Storage storage;
  private final Path directory;
  private final List<Segment> opened = new ArrayList<>();
  private final List<Segment> used = new ArrayList<>();
  private final List<Segment> spares = new ArrayList<>();
  private final List<Segment> torn = new ArrayList<>();
  private final List<Segment> outdated = new ArrayList<>();
  private long next;

  Recovery(Storage storage, Path directory) {
    this.storage = storage;
    this.directory = directory;
  }

  List<Segment> used() {
    return used;
  }

  List<Segment> spares() {
    return spares;
  }

  /** Index after the last intact entry. */
  long next() {
    return next;
  }

  /**
   * Reads all segments, changing nothing.
   *
   * @param base entries before this index no longer need the write-ahead log
   * @param promised entries that are known to have been acknowledged or signed
   * @throws LedgerDamaged when one of those is missing
   */
  void read(long base, long promised) throws IOException {
    next = base;
    for (Segment segment : needed(base)) {
      ByteBuffer bytes = segment.load();
      switch (Segment.header(bytes)) {
        case Segment.Header.Blank blank -> spares.add(withoutBatches(segment, bytes));
        case Segment.Header.Torn header -> torn.add(withoutBatches(segment, bytes));
        case Segment.Header.Used header -> take(segment, header, bytes, base);
      }
    }
    if (!used.isEmpty()) {
      requireNothingBehindEnd(used.getLast(), base);
    }
    if (next < base) {
      // What is missing stands in full tiles. Nothing may be appended behind the gap.
      outdated.addAll(used);
      used.clear();
      next = base;
    }
    if (next < promised) {
      throw new LedgerDamaged(
          "write-ahead log: ends at entry "
              + next
              + " although "
              + promised
              + " entries were acknowledged; restore the ledger's directory from a copy");
    }
  }

  /**
   * Opens all segments. Every entry in one before another that begins at the base or below stands
   * in full tiles, so what such a one still holds, or lost, is no matter.
   */
  private List<Segment> needed(long base) throws IOException {
    List<Segment> needed = new ArrayList<>();
    long before = 0;
    for (Path path : segments(directory)) {
      Segment segment = new Segment(sequence(path), path, storage.open(path));
      opened.add(segment);
      if (segment.header() instanceof Segment.Header.Used header) {
        if (header.first() < before) {
          throw damaged(
              segment, "begins with entry " + header.first() + ", one before it with " + before);
        }
        before = header.first();
        if (before <= base) {
          outdated.addAll(needed);
          needed.clear();
        }
      }
      needed.add(segment);
    }
    return needed;
  }

  /** The header is durable before the first batch, so without a header there is no batch. */
  private static Segment withoutBatches(Segment segment, ByteBuffer bytes) throws LedgerDamaged {
    if (!Segment.isZero(bytes, Math.min(Segment.HEADER, bytes.limit()), bytes.limit())) {
      throw damaged(segment, "has entries behind a header that is blank or corrupt");
    }
    return segment;
  }

  /** Wipes what a stop left half written at the very end, and deletes what has become needless. */
  void mend() throws IOException {
    for (Segment segment : outdated) {
      segment.close();
      storage.delete(segment.path());
    }
    if (!used.isEmpty()) {
      wipeTornTail(used.getLast());
    }
    for (Segment segment : torn) {
      segment.wipe(0);
      spares.add(segment);
    }
  }

  private void take(Segment segment, Segment.Header.Used header, ByteBuffer bytes, long base)
      throws IOException {
    if (!spares.isEmpty() || !torn.isEmpty()) {
      throw damaged(segment, "is in use although the header of one before it is blank or corrupt");
    }
    if (header.first() > next) {
      throw damaged(
          segment,
          "begins with entry " + header.first() + ", but the log before it ends at " + next);
    }
    // Batches of the segment before that reach beyond this one's first entry failed to become
    // durable and were written again here.
    long index = header.first();
    long at = Segment.HEADER;
    segment.resume(header, at);
    for (Optional<Batch> batch = at(bytes, at, header); ; batch = at(bytes, at, header)) {
      if (batch.isEmpty()) {
        batch = behindDamage(bytes, at, header, index, base);
        if (batch.isEmpty()) {
          break;
        }
        index = batch.get().first();
        segment.beginAt(batch.get().begin(), index);
      }
      if (batch.get().first() != index) {
        throw damaged(
            segment, "has a batch of entry " + batch.get().first() + " in place of " + index);
      }
      index = batch.get().next();
      at = batch.get().end();
    }
    segment.endAt(at);
    used.add(segment);
    next = index;
  }

  /**
   * The next intact batch, where all that is lost before it stands in full tiles; empty where there
   * is none, or something else is lost.
   */
  private static Optional<Batch> behindDamage(
      ByteBuffer bytes, long at, Segment.Header.Used header, long index, long base) {
    if (index >= base) {
      return Optional.empty();
    }
    for (long next = at + 1; next <= bytes.limit() - Batch.OVERHEAD; next++) {
      Optional<Batch> batch = at(bytes, next, header);
      if (batch.isPresent()) {
        return batch.filter(found -> found.first() > index && found.first() <= base);
      }
    }
    return Optional.empty();
  }

  private static Optional<Batch> at(ByteBuffer bytes, long at, Segment.Header.Used header) {
    return Batch.read(bytes, Math.toIntExact(at), header.salt());
  }

  private static void requireNothingBehindEnd(Segment last, long base) throws IOException {
    ByteBuffer bytes = last.load();
    int end = end(last, bytes);
    if (Segment.isZero(bytes, end, bytes.limit())) {
      return;
    }
    for (int at = end + 1; at <= bytes.limit() - Batch.OVERHEAD; at++) {
      if (Batch.read(bytes, at, last.salt()).filter(batch -> batch.next() > base).isPresent()) {
        throw damaged(
            last, "is corrupt at byte " + end + ", before entries that were acknowledged");
      }
    }
  }

  private static void wipeTornTail(Segment last) throws IOException {
    ByteBuffer bytes = last.load();
    int end = end(last, bytes);
    if (!Segment.isZero(bytes, end, bytes.limit())) {
      last.wipe(end);
    }
  }

  /** Position after the last intact batch. */
  private static int end(Segment segment, ByteBuffer bytes) {
    return bytes.limit() - Math.toIntExact(segment.remaining());
  }

  /** Lets go of every file; only for when nobody takes the segments over. */
  @Override
  public void close() throws IOException {
    for (Segment segment : opened) {
      segment.close();
    }
  }

  private static LedgerDamaged damaged(Segment segment, String what) {
    return new LedgerDamaged(
        "write-ahead segment "
            + segment.path().getFileName()
            + " "
            + what
            + "; restore the ledger's directory from a copy");
  }

  static List<Path> segments(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(Segment.SUFFIX))
          .sorted(Comparator.comparing(file -> file.getFileName().toString()))
          .toList();
    }
  }

  static long sequence(Path segment) throws LedgerDamaged {
    String name = segment.getFileName().toString();
    try {
      return Checkpoint.decimal(
          name.substring(0, name.length() - Segment.SUFFIX.length()).replaceFirst("^0+(?=.)", ""),
          "segment name");
    } catch (MalformedLogData e) {
      throw new LedgerDamaged(name + ": is no write-ahead segment; move it away", e);
    }
  }
}
