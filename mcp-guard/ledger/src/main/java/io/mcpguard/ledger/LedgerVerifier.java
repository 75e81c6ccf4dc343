package io.mcpguard.ledger;

import io.mcpguard.ledger.Verification.Damaged;
import io.mcpguard.ledger.Verification.Verified;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Recomputes a whole log offline: every entry's leaf hash, every hash of every tile, the root, the
 * signature, and what the write-ahead log holds. Memory: one bundle and the tree's right edge.
 *
 * <p>Its attacker can write the directory but has no signing key. Such a one can still put an older
 * log with its older checkpoint back; only a checkpoint kept elsewhere shows that ({@link
 * #extending}).
 */
public final class LedgerVerifier {
  private static final String RESTORE =
      "restore the log from a copy; until then trust nothing in it from there on";

  private final Path directory;
  private final VerifierKey key;
  private final List<Checkpoint> known;
  private final List<Path> archives;

  private LedgerVerifier(
      Path directory, VerifierKey key, List<Checkpoint> known, List<Path> archives) {
    this.directory = directory;
    this.key = key;
    this.known = List.copyOf(known);
    this.archives = List.copyOf(archives);
  }

  /** Of the log in a directory, with a key from elsewhere: the log's first, or a later one. */
  public static LedgerVerifier of(Path directory, VerifierKey key) {
    return new LedgerVerifier(directory, key, List.of(), List.of());
  }

  /** Also that the log extends a checkpoint that was kept elsewhere. */
  public LedgerVerifier extending(Checkpoint kept) {
    List<Checkpoint> more = new ArrayList<>(known);
    more.add(kept);
    return new LedgerVerifier(directory, key, more, archives);
  }

  /** Together with what was archived of it. */
  public LedgerVerifier with(Path archive) {
    List<Path> more = new ArrayList<>(archives);
    more.add(archive);
    return new LedgerVerifier(directory, key, known, more);
  }

  /**
   * Verifies the log in a directory with the key that lies beside it: that the directory agrees
   * with itself.
   */
  public static Verification verify(Path directory) {
    try {
      return verify(directory, LedgerReader.ownKey(directory));
    } catch (IOException e) {
      return new Damaged(text(e), "verifier-key", "name a ledger's directory, or give its key");
    }
  }

  /** Verifies the log in a directory with a key from elsewhere. */
  public static Verification verify(Path directory, VerifierKey key) {
    return of(directory, key).verify();
  }

  /** Verifies also that the log extends a checkpoint that was kept elsewhere. */
  public static Verification verify(Path directory, VerifierKey key, Checkpoint known) {
    return of(directory, key).extending(known).verify();
  }

  /** Verifies. */
  public Verification verify() {
    try {
      KeyChain chain = KeyChain.follow(directory, key);
      Checkpoint head = LedgerReader.open(directory, key).checkpoint();
      List<Checkpoint> before = new ArrayList<>(known);
      before.addAll(chain.heads());
      for (Checkpoint seen : before) {
        if (head.size() < seen.size()) {
          return rolledBack(head, seen);
        }
      }
      return walked(chain, head);
    } catch (NoSuchFileException e) {
      return new Damaged("the checkpoint is missing", "checkpoint", RESTORE);
    } catch (IOException e) {
      return new Damaged(
          text(e), "checkpoint", "restore the checkpoint, or verify with the key that signed it");
    }
  }

  private static Damaged rolledBack(Checkpoint head, Checkpoint seen) {
    return new Damaged(
        "the log was rolled back: it has "
            + head.size()
            + " entries, but had "
            + seen.size()
            + " before",
        "checkpoint",
        RESTORE);
  }

  private static String text(IOException e) {
    return String.valueOf(e.getMessage());
  }

  private Verification walked(KeyChain chain, Checkpoint head) {
    try {
      long archived = Archives.first(directory, chain.keys());
      long first = Archives.first(directory, archives, chain.keys());
      List<Checkpoint> heads = new ArrayList<>(chain.heads());
      for (Path archive : archives) {
        heads.add(Archives.manifest(archive, chain.keys()).head());
      }
      for (Checkpoint seen : known) {
        if (seen.size() < first && seen.size() % TreeEdge.WIDTH != 0) {
          return hidden(seen);
        }
        heads.add(seen);
      }
      List<Path> roots = new ArrayList<>(List.of(directory));
      roots.addAll(archives);
      TileReader tiles = new TileReader(roots, head.size());
      new TreeWalk(tiles, head, heads).run(first);
      long unpublished = WalVerifier.unpublished(directory, tiles, first);
      return new Verified(head.size(), head.root(), key, unpublished, first, archived);
    } catch (TreeWalk.Fault fault) {
      return fault.damage();
    } catch (LedgerDamaged e) {
      return new Damaged(text(e), "wal", RESTORE);
    } catch (IOException e) {
      return new Damaged(text(e), "tile", RESTORE);
    }
  }

  private static Damaged hidden(Checkpoint seen) {
    return new Damaged(
        "the known checkpoint of "
            + seen.size()
            + " entries ends within what was archived, so nobody can say here whether it holds",
        "archive",
        "verify together with the archive that has these entries");
  }

  /** Verifies an archive alone, with a key that signed the log when it was made. */
  public static Verification verifyArchive(Path archive, VerifierKey key) {
    try {
      List<VerifierKey> keys = KeyChain.follow(archive, key).keys();
      ArchiveManifest manifest = Archives.manifest(archive, keys);
      TileReader tiles = new TileReader(archive, manifest.to());
      new TreeWalk(tiles, manifest.head(), List.of()).run(manifest.from());
      return new Verified(manifest.to(), manifest.root(), key, 0, manifest.from(), 0);
    } catch (TreeWalk.Fault fault) {
      return fault.damage();
    } catch (IOException e) {
      return new Damaged(text(e), ArchiveManifest.FILE, "copy the archive again");
    }
  }
}
