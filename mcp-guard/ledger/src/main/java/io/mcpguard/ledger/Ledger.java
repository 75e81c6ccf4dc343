package io.mcpguard.ledger;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An append-only log in a directory, of which this process is the only writer.
 *
 * <p>An entry is acknowledged once it is in the write-ahead log on disk; many appends share one
 * fsync. Tiles and checkpoints follow behind. What was acknowledged is there after any stop.
 *
 * <p>Appending is for virtual threads: the caller is parked until the disk has the entry.
 */
public final class Ledger implements AutoCloseable {
  static final String CLOSED = "ledger: is closed";

  private final LedgerFiles files;
  private final LedgerOptions options;
  private final OpenFiles open;
  private final Wal wal;
  private final Faults faults = new Faults();
  private final Committer committer;
  private final CommitWatch watch;
  private final Publisher publisher;
  private final Allocator allocator;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * Opens the ledger in a directory, or begins one there; then everything acknowledged before is
   * published under a checkpoint.
   *
   * @throws LedgerDamaged when acknowledged or signed data is missing or altered
   * @throws IOException when another writer has it open or the disk refuses
   */
  public static Ledger open(Path directory, LedgerOptions options) throws IOException {
    return open(directory, options, new Disk());
  }

  static Ledger open(Path directory, LedgerOptions options, Storage storage) throws IOException {
    LedgerFiles files = new LedgerFiles(directory.toAbsolutePath());
    Disk.createDirectories(files.wal());
    OpenFiles open = OpenFiles.take(files, options, storage);
    try {
      Ledger ledger = new Ledger(files, options, storage, open);
      ledger.committer.start();
      ledger.watch.start();
      ledger.publisher.start();
      ledger.allocator.start();
      return ledger;
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  private Ledger(LedgerFiles files, LedgerOptions options, Storage storage, OpenFiles open)
      throws IOException {
    this.files = files;
    this.options = options;
    this.open = open;
    this.wal = open.wal();
    Acknowledged acknowledged = open.acknowledged();
    writeVerifierKey(storage);
    Checkpoint signed = checkpoint(storage);
    TreeEdge base = Base.read(files.base());
    long recovered = wal.recover(base.size(), Math.max(acknowledged.read(), signed.size()));
    AtomicLong durable = new AtomicLong(recovered);
    this.publisher = new Publisher(files, storage, options, wal, faults, durable, base, signed);
    this.allocator = new Allocator(wal, faults, options);
    this.committer =
        new Committer(wal, acknowledged, faults, durable, publisher::committed, allocator::wake);
    this.watch = new CommitWatch(committer, faults, options.appendDeadline().toNanos());
    publisher.replay();
    new CosignedCheckpoints(files.root()).requireExtendedBy(reader());
    allocator.fill();
    acknowledged.write(recovered);
  }

  private void writeVerifierKey(Storage storage) throws IOException {
    byte[] key = (options.signer().verifier() + "\n").getBytes(StandardCharsets.UTF_8);
    if (!Files.exists(files.verifierKey())) {
      storage.replace(files.verifierKey(), key);
    }
  }

  private Checkpoint checkpoint(Storage storage) throws IOException {
    if (!Files.exists(files.checkpoint())) {
      Checkpoint empty = Checkpoint.sign(options.signer(), 0, new TreeEdge().root());
      storage.replace(files.checkpoint(), empty.note().getBytes(StandardCharsets.UTF_8));
      return empty;
    }
    byte[] note = LedgerFiles.read(files.checkpoint(), Note.MAX_BYTES);
    try {
      return KeyChain.to(files.root(), options.signer().verifier()).head(note);
    } catch (MalformedLogData e) {
      throw new LedgerDamaged(
          e.getMessage() + "; restore the ledger's directory, or open it with its own key", e);
    }
  }

  /**
   * Appends an entry and waits until it is durable.
   *
   * @param entry at most 65,535 bytes; not to be changed before this returns
   * @return the entry's index in the log
   * @throws LedgerUnavailable when it cannot be made durable; nothing that depends on it may happen
   */
  public long append(byte[] entry) throws LedgerUnavailable, InterruptedException {
    return reserve(entry.length).append(entry);
  }

  /**
   * Sets room aside for one entry, on disk and already allocated. Taken before a decision is
   * appended, it makes sure that the outcome can be.
   *
   * @param bytes largest size of that entry, at most 65,535
   * @throws LedgerUnavailable when the ledger refuses new entries or there is no room
   */
  public Reservation reserve(int bytes) throws LedgerUnavailable, InterruptedException {
    if (bytes < 0 || bytes > EntryBundle.MAX_ENTRY) {
      throw new IllegalArgumentException("an entry has at most 65535 bytes, not " + bytes);
    }
    Optional<String> fault = faults.current();
    if (fault.isPresent()) {
      throw new LedgerUnavailable(fault.get());
    }
    allocator.take(Room.charge(bytes), options.appendDeadline().toNanos());
    return new Reservation(this, bytes);
  }

  void giveBack(long bytes) {
    wal.room().give(bytes);
  }

  /** Commits an entry whose room is taken. */
  long commit(byte[] entry) throws LedgerUnavailable, InterruptedException {
    if (closed.get()) {
      throw new LedgerUnavailable(CLOSED);
    }
    Parked caller = new Parked();
    committer.submit(new Queued(entry, Room.charge(entry.length), caller));
    return caller.await();
  }

  /** Commits an entry whose room is taken, and that nobody waits for. */
  void commitLater(byte[] entry, Settlement settlement) {
    if (closed.get()) {
      settlement.lost(new LedgerUnavailable(CLOSED));
    } else {
      committer.submitLater(new Queued(entry, Room.charge(entry.length), settlement));
    }
  }

  /** Why new entries are refused right now; empty while the ledger takes them. */
  public Optional<String> refusal() {
    return faults.current();
  }

  /** The last published checkpoint. */
  public Checkpoint latest() {
    return publisher.latest();
  }

  /**
   * A checkpoint that covers an entry, published now if need be.
   *
   * @throws LedgerUnavailable when there is none in time
   */
  public Checkpoint covering(long index, Duration deadline)
      throws LedgerUnavailable, InterruptedException {
    return publisher.covering(index, deadline.toNanos());
  }

  /** Reads what is published now. */
  public LedgerReader reader() {
    return LedgerReader.at(files.root(), latest());
  }

  /** The key that checks this log's checkpoints. */
  public VerifierKey verifierKey() {
    return publisher.key();
  }

  /**
   * Hands the log over to another key: an entry names it, and a checkpoint that covers the entry is
   * signed by both.
   *
   * @param next of this log's origin
   * @param at now, for the entry
   */
  void handOver(NoteSigner next, Instant at, Duration deadline)
      throws LedgerUnavailable, InterruptedException {
    if (!next.verifier().name().equals(verifierKey().name())) {
      throw new IllegalArgumentException("the next key has another origin");
    }
    long leaf = append(new KeyLeaf(verifierKey(), next.verifier()).entry(at));
    publisher.handOver(next, leaf, deadline.toNanos());
  }

  /** Signs a document that is no note, with the key of the checkpoints. */
  public Attestation attest(String type, byte[] payload) {
    return publisher.attest(type, payload);
  }

  /** The directory the log lives in. */
  public Path directory() {
    return files.root();
  }

  /**
   * Commits and publishes what was appended before, then lets go of the directory. Idempotent.
   *
   * @throws InterruptedIOException when interrupted before that was done; nothing acknowledged is
   *     lost by it
   */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    faults.raise(Faults.Source.CLOSED, CLOSED);
    try (open) {
      committer.close();
      watch.close();
      allocator.close();
      publisher.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the ledger was closing");
    }
  }
}
