package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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
  private final Checkpoint checkpoint;
  private final TileReader tiles;

  private LedgerReader(Path directory, Checkpoint checkpoint) {
    this.checkpoint = checkpoint;
    this.tiles = new TileReader(directory, checkpoint.size());
  }

  /**
   * Reads under the directory's checkpoint, signed by the key that lies beside it.
   *
   * @throws IOException when there is no log, or its checkpoint does not verify
   */
  public static LedgerReader open(Path directory) throws IOException {
    return open(directory, ownKey(directory));
  }

  /** Reads under the directory's checkpoint, which {@code key} has to have signed. */
  public static LedgerReader open(Path directory, VerifierKey key) throws IOException {
    LedgerFiles files = new LedgerFiles(directory);
    byte[] note = LedgerFiles.read(files.checkpoint(), Note.MAX_BYTES);
    return new LedgerReader(directory, Checkpoint.read(note, key));
  }

  /** Reads under a checkpoint that was verified before, for example a saved one. */
  public static LedgerReader at(Path directory, Checkpoint checkpoint) {
    return new LedgerReader(directory, checkpoint);
  }

  /**
   * The key that lies beside a log; to be believed by whoever got it elsewhere, too.
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
   * Hands out the entries from {@code from} to the checkpoint's size, in order.
   *
   * @throws IOException when a bundle is missing or malformed
   */
  public <E extends Exception> void forEach(long from, EntryConsumer<E> consumer)
      throws IOException, E {
    for (long number = Math.max(from, 0) / TreeEdge.WIDTH;
        number * TreeEdge.WIDTH < checkpoint.size();
        number++) {
      long index = number * TreeEdge.WIDTH;
      for (byte[] entry : tiles.entries(number)) {
        if (index >= from) {
          consumer.accept(new LedgerEntry(index, entry));
        }
        index++;
      }
    }
  }

  /**
   * One entry.
   *
   * @throws NoSuchElementException when the checkpoint does not cover it
   */
  public LedgerEntry entry(long index) throws IOException {
    requireCovered(index);
    List<byte[]> bundle = tiles.entries(index / TreeEdge.WIDTH);
    return new LedgerEntry(index, bundle.get((int) (index % TreeEdge.WIDTH)));
  }

  /**
   * The inclusion proof of an entry in the checkpoint's tree (RFC 9162 §2.1.3.1).
   *
   * @throws NoSuchElementException when the checkpoint does not cover it
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

  private void requireCovered(long index) {
    if (index < 0 || index >= checkpoint.size()) {
      throw new NoSuchElementException("the checkpoint covers " + checkpoint.size() + " entries");
    }
  }
}
