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
 * acknowledged, and is damage. Only what is broken at the very end can be a write that nobody was
 * told of; that is wiped.
 */
final class Recovery {
  private final Storage storage;
  private final Path directory;
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
    for (Path path : segments(directory)) {
      Segment segment = new Segment(sequence(path), path, storage.open(path));
      ByteBuffer bytes = segment.load();
      switch (Segment.header(bytes)) {
        case Segment.Header.Blank blank -> spares.add(segment);
        // The header is durable before the first batch, so at the end it belongs to nobody.
        case Segment.Header.Torn header -> torn.add(segment);
        case Segment.Header.Used header -> take(segment, header, bytes);
      }
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

  /** Wipes what a stop left half written at the very end. */
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

  private void take(Segment segment, Segment.Header.Used header, ByteBuffer bytes)
      throws IOException {
    if (!spares.isEmpty() || !torn.isEmpty()) {
      throw damaged(segment, "is in use although the header of one before it is blank or corrupt");
    }
    if (header.first() > next || (!used.isEmpty() && header.first() < used.getLast().first())) {
      throw damaged(
          segment,
          "begins with entry " + header.first() + ", but the log before it ends at " + next);
    }
    // Batches of the segment before that reach beyond this one's first entry failed to become
    // durable and were written again here.
    long index = header.first();
    long at = Segment.HEADER;
    for (Optional<Batch> batch = at(bytes, at, header); ; batch = at(bytes, at, header)) {
      if (batch.isEmpty()) {
        break;
      }
      if (batch.get().first() != index) {
        throw damaged(
            segment, "has a batch of entry " + batch.get().first() + " in place of " + index);
      }
      index = batch.get().next();
      at = batch.get().end();
    }
    segment.resume(header, at);
    used.add(segment);
    next = index;
  }

  private static Optional<Batch> at(ByteBuffer bytes, long at, Segment.Header.Used header) {
    return Batch.read(bytes, Math.toIntExact(at), header.salt());
  }

  private static void wipeTornTail(Segment last) throws IOException {
    ByteBuffer bytes = last.load();
    int end = bytes.limit() - Math.toIntExact(last.remaining());
    if (Segment.isZero(bytes, end, bytes.limit())) {
      return;
    }
    for (int at = end + 1; at <= bytes.limit() - Batch.OVERHEAD; at++) {
      if (Batch.read(bytes, at, last.salt()).isPresent()) {
        throw damaged(
            last, "is corrupt at byte " + end + ", before entries that were acknowledged");
      }
    }
    last.wipe(end);
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
