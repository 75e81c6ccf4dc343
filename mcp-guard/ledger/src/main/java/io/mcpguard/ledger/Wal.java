package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The segments of the write-ahead log: those in use by sequence, and the spares. Shared by the
 * committing, the allocating and the publishing thread.
 */
final class Wal implements AutoCloseable {
  private final Storage storage;
  private final Path directory;
  private final LongSupplier salts;
  private final Room room = new Room();
  private final ConcurrentSkipListMap<Long, Segment> used = new ConcurrentSkipListMap<>();
  private final ConcurrentSkipListMap<Long, Segment> spares = new ConcurrentSkipListMap<>();
  private final AtomicLong nextSequence = new AtomicLong(1);

  /** Whether the active segment was given up; known to the committing thread alone. */
  private boolean givenUp;

  Wal(Storage storage, Path directory, LongSupplier salts) {
    this.storage = storage;
    this.directory = directory;
    this.salts = salts;
  }

  Room room() {
    return room;
  }

  /**
   * Takes over what a stop left behind, mended; see {@link Recovery#read}.
   *
   * @return index after the last intact entry
   */
  long recover(long base, long promised) throws IOException {
    Recovery recovery = new Recovery(storage, directory);
    try {
      recovery.read(base, promised);
      recovery.mend();
    } catch (IOException | RuntimeException e) {
      recovery.close();
      throw e;
    }
    adopt(recovery.used(), recovery.spares());
    return recovery.next();
  }

  /** Takes over segments; the last one in use is written on. */
  void adopt(List<Segment> inUse, List<Segment> blank) {
    inUse.forEach(segment -> used.put(segment.sequence(), segment));
    for (Segment segment : blank) {
      addSpare(segment);
    }
    inUse.stream().reduce((a, b) -> b).ifPresent(active -> room.give(Room.worth(active)));
    long last =
        Math.max(
            inUse.stream().mapToLong(Segment::sequence).max().orElse(0),
            blank.stream().mapToLong(Segment::sequence).max().orElse(0));
    nextSequence.set(last + 1);
  }

  /** Preallocates one more spare. Fails when the disk has no room for it. */
  void allocate(int bytes) throws IOException {
    long sequence = nextSequence.get();
    Path path = Segment.path(directory, sequence);
    Segment spare = new Segment(sequence, path, storage.allocate(path, bytes));
    nextSequence.incrementAndGet();
    addSpare(spare);
  }

  private void addSpare(Segment segment) {
    spares.put(segment.sequence(), segment);
    room.give(Room.worth(segment));
  }

  /** The segment that is written now. */
  Optional<Segment> active() {
    return Optional.ofNullable(used.lastEntry()).map(Map.Entry::getValue);
  }

  /**
   * Nothing more is written to the active segment. Its room is gone at once and not only when a
   * spare takes over, for where there is no spare the missing room is what makes one.
   */
  void giveUpActive() {
    if (!givenUp) {
      active().ifPresent(left -> room.give(-Room.worth(left)));
      givenUp = true;
    }
  }

  /**
   * Leaves the active segment, if there is one, for the spare of the lowest sequence, which begins
   * with {@code firstIndex}. Readers go by sequence, so none may be passed over.
   *
   * @throws IOException when there is no spare or it cannot be written
   */
  Segment advance(long firstIndex) throws IOException {
    Map.Entry<Long, Segment> lowest = spares.firstEntry();
    if (lowest == null) {
      throw new IOException("no preallocated segment is left");
    }
    Segment spare = lowest.getValue();
    if (active().isPresent() && active().get().sequence() >= spare.sequence()) {
      throw new IOException("segment " + spare.path().getFileName() + " is out of its order");
    }
    spare.activate(salts.getAsLong(), firstIndex);
    spares.remove(spare.sequence());
    giveUpActive();
    givenUp = false;
    used.put(spare.sequence(), spare);
    return spare;
  }

  /** The segment after {@code segment}, if there is one in use. */
  Optional<Segment> after(Segment segment) {
    return Optional.ofNullable(used.higherEntry(segment.sequence())).map(Map.Entry::getValue);
  }

  Optional<Segment> oldest() {
    return Optional.ofNullable(used.firstEntry()).map(Map.Entry::getValue);
  }

  /** How many of the oldest segments hold nothing but entries before {@code index}. */
  int endedBefore(long index) {
    int ended = 0;
    for (Segment segment : used.values()) {
      Optional<Segment> next = after(segment);
      if (next.isEmpty() || next.get().first() > index) {
        return ended;
      }
      ended++;
    }
    return ended;
  }

  /** Deletes the oldest segment. */
  void dropOldest() throws IOException {
    Segment oldest = used.firstEntry().getValue();
    storage.delete(oldest.path());
    used.remove(oldest.sequence());
    oldest.close();
  }

  @Override
  public void close() throws IOException {
    for (Segment segment : used.values()) {
      segment.close();
    }
    for (Segment segment : spares.values()) {
      segment.close();
    }
  }
}
