package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Reads a log's published part from its directory, under one checkpoint: entries, and the proofs of
 * them. Needs no running guard and does not disturb one. Memory: one bundle.
 *
 * <p>Entries are handed out as they stand on disk; {@link LedgerVerifier} or a proof says whether
 * they are the signed ones.
 */
public final class LedgerReader {
  private final Path directory;
  private final List<Path> archives;
  private final Checkpoint checkpoint;
  private final TileReader tiles;

  private LedgerReader(Path directory, List<Path> archives, Checkpoint checkpoint) {
    this.directory = directory;
    this.archives = List.copyOf(archives);
    this.checkpoint = checkpoint;
    List<Path> folders = new ArrayList<>(List.of(directory));
    folders.addAll(archives);
    this.tiles = new TileReader(folders, checkpoint.size());
  }

  /** Reads also what an archive of this log holds. */
  public LedgerReader with(Path archive) {
    List<Path> more = new ArrayList<>(archives);
    more.add(archive);
    return new LedgerReader(directory, more, checkpoint);
  }

  /**
   * The index of the first entry that is there to read; those before it are archived elsewhere.
   *
   * @throws IOException when what says so cannot be read or does not verify
   */
  public long first() throws IOException {
    if (!Archives.isArchived(directory)) {
      return 0;
    }
    List<VerifierKey> keys = KeyChain.follow(directory, ownKey(directory)).keys();
    return Archives.first(directory, archives, keys);
  }

  /**
   * Reads under the directory's checkpoint, signed by the key that lies beside it.
   *
   * @throws IOException when there is no log, or its checkpoint does not verify
   */
  public static LedgerReader open(Path directory) throws IOException {
    return open(directory, ownKey(directory));
  }

  /**
   * Reads under the directory's checkpoint, which {@code key} has to have signed, or one that
   * {@code key} handed the log over to.
   */
  public static LedgerReader open(Path directory, VerifierKey key) throws IOException {
    LedgerFiles files = new LedgerFiles(directory);
    byte[] note = LedgerFiles.read(files.checkpoint(), Note.MAX_BYTES);
    return at(directory, KeyChain.follow(directory, key).head(note));
  }

  /**
   * The keys that signed the log one after the other: {@code key}, and what follows from it by the
   * hand-overs that lie beside the log.
   *
   * @throws MalformedLogData when a hand-over does not verify
   */
  public static List<VerifierKey> keysFrom(Path directory, VerifierKey key) throws IOException {
    return KeyChain.follow(directory, key).keys();
  }

  /** Reads under a checkpoint that was verified before, for example a saved one. */
  public static LedgerReader at(Path directory, Checkpoint checkpoint) {
    return new LedgerReader(directory, List.of(), checkpoint);
  }

  /**
   * The first key of a log, which lies beside it; to be believed by whoever got it elsewhere, too.
   *
   * @throws IOException when it is missing or malformed
   */
  public static VerifierKey ownKey(Path directory) throws IOException {
    Path file = new LedgerFiles(directory).verifierKey();
    try {
      String line = new String(LedgerFiles.read(file, 4096), StandardCharsets.UTF_8);
      if (!line.endsWith("\n")) {
        throw new MalformedLogData("verifier-key: is cut short");
      }
      return VerifierKey.parse(line.substring(0, line.length() - 1));
    } catch (NoSuchFileException e) {
      throw new NoSuchFileException(
          file.toString(), null, "is missing; name a ledger's directory, or give its key");
    }
  }

  /** The checkpoint everything is read under. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** What to do with an entry. */
  @FunctionalInterface
  public interface EntryConsumer<E extends Exception> {
    /** Takes one entry. */
    void accept(LedgerEntry entry) throws E;
  }

  /**
   * Hands out the entries from {@code from}, or the {@link #first} that is there, to the
   * checkpoint's size, in order.
   *
   * @throws IOException when a bundle is missing or malformed
   */
  public <E extends Exception> void forEach(long from, EntryConsumer<E> consumer)
      throws IOException, E {
    long start = Math.max(from, first());
    for (long number = start / TreeEdge.WIDTH;
        number * TreeEdge.WIDTH < checkpoint.size();
        number++) {
      long index = number * TreeEdge.WIDTH;
      for (byte[] entry : tiles.entries(number)) {
        if (index >= start) {
          consumer.accept(new LedgerEntry(index, entry));
        }
        index++;
      }
    }
  }

  /**
   * One entry.
   *
   * @throws NoSuchElementException when the checkpoint does not cover it, or it is archived
   */
  public LedgerEntry entry(long index) throws IOException {
    requireCovered(index);
    List<byte[]> bundle = tiles.entries(index / TreeEdge.WIDTH);
    return new LedgerEntry(index, bundle.get((int) (index % TreeEdge.WIDTH)));
  }

  /**
   * The inclusion proof of an entry in the checkpoint's tree (RFC 9162 §2.1.3.1).
   *
   * @throws NoSuchElementException when the checkpoint does not cover it, or it is archived
   */
  public List<Hash> inclusion(long index) throws IOException {
    requireCovered(index);
    return new ProofBuilder(tiles).inclusion(index);
  }

  /** The proof that the tree of {@code size} leaves is a prefix of this one (RFC 9162 §2.1.4.1). */
  public List<Hash> consistency(long size) throws IOException {
    if (size < 0 || size > checkpoint.size()) {
      throw new NoSuchElementException("the checkpoint covers " + checkpoint.size() + " entries");
    }
    return new ProofBuilder(tiles).consistency(size);
  }

  /** Everything a stranger needs to check an entry offline (c2sp.org/tlog-proof). */
  public TlogProof proof(long index) throws IOException {
    return new TlogProof(index, inclusion(index), checkpoint);
  }

  private void requireCovered(long index) throws IOException {
    if (index >= 0 && index < first()) {
      throw new NoSuchElementException(
          "entry " + index + " is archived; read together with its archive");
    }
    if (index < 0 || index >= checkpoint.size()) {
      throw new NoSuchElementException("the checkpoint covers " + checkpoint.size() + " entries");
    }
  }
}
