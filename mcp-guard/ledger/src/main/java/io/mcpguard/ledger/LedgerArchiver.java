package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Takes the older part of a log out of its directory, into an archive that is verified alone or
 * together with the log. The upper tiles stay, so the log goes on proving what is left in it.
 *
 * <p>Works beside a running guard: it touches only full tiles that the write-ahead log no longer
 * needs.
 */
public final class LedgerArchiver {
  private final Path log;
  private final VerifierKey key;
  private final Storage storage = new Disk();

  /** Archives the log in a directory, whose first key, or a later one, is {@code key}. */
  public LedgerArchiver(Path log, VerifierKey key) {
    this.log = log;
    this.key = key;
  }

  /**
   * Copies the entries before {@code below}, as far as they are in full tiles, and verifies the
   * copy. The log itself is left as it is.
   *
   * @param target an empty or missing directory
   * @return the index after the last entry that was copied
   * @throws IOException when there is nothing to copy, or the copy does not verify
   */
  public long copy(long below, Path target) throws IOException {
    LedgerReader reader = LedgerReader.open(log, key);
    long base = Base.read(new LedgerFiles(log.toAbsolutePath()).base()).size();
    long most = Math.min(Math.min(below, base), reader.checkpoint().size());
    long to = most - most % TreeEdge.WIDTH;
    long from = reader.first();
    if (to <= from) {
      throw new IOException(
          "there is nothing to archive: the log has its entries from "
              + from
              + " on, and up to "
              + base
              + " they are in full tiles that no restart needs");
    }
    requireEmpty(target);
    TileReader tiles = new TileReader(log, reader.checkpoint().size());
    for (long n = from / TreeEdge.WIDTH; n * TreeEdge.WIDTH < to; n++) {
      copyTile(TilePath.entries(n, TreeEdge.WIDTH), target);
      copyTile(TilePath.hashes(0, n, TreeEdge.WIDTH), target);
    }
    copyUpperTiles(tiles, to, target);
    copyKeys(target);
    ArchiveManifest manifest =
        new ArchiveManifest(from, to, root(tiles, to), reader.consistency(to), reader.checkpoint());
    write(target.resolve(ArchiveManifest.FILE), manifest.text().getBytes(StandardCharsets.UTF_8));
    requireSound(target);
    return to;
  }

  /**
   * Deletes from the log's directory what an archive holds, once that is verified again.
   *
   * @return the index of the first entry that is left
   * @throws IOException when the archive does not verify or is not of this log's next part, or a
   *     witness has still to be shown how the log goes on from within it
   */
  public long drop(Path archive) throws IOException {
    requireSound(archive);
    List<VerifierKey> keys = KeyChain.follow(log, key).keys();
    ArchiveManifest manifest = Archives.manifest(archive, keys);
    LedgerReader reader = LedgerReader.open(log, key);
    boolean joins = manifest.from() <= reader.first() && manifest.to() >= reader.first();
    List<Hash> proof = joins ? reader.consistency(manifest.to()) : List.of();
    if (!joins || !ProofVerifier.isConsistent(manifest.head(), reader.checkpoint(), proof)) {
      throw new IOException(
          archive + ": does not hold the entries from " + reader.first() + " on of this log");
    }
    new CosignedCheckpoints(log).requireNoneWithin(reader.checkpoint().origin(), manifest.to());
    storage.replace(
        Archives.marker(log), Files.readAllBytes(archive.resolve(ArchiveManifest.FILE)));
    for (long n = manifest.from() / TreeEdge.WIDTH; n * TreeEdge.WIDTH < manifest.to(); n++) {
      storage.delete(log.resolve(TilePath.entries(n, TreeEdge.WIDTH)));
      storage.delete(log.resolve(TilePath.hashes(0, n, TreeEdge.WIDTH)));
    }
    return manifest.to();
  }

  /**
   * Copies the entries before {@code below} and deletes them from the log's directory. Where {@code
   * target} is an archive already, as after a stop or a refusal, it goes on from there.
   *
   * @return the index of the first entry that is left
   * @throws IOException as {@link #copy} and {@link #drop}, or when the archive has later entries
   */
  public long move(long below, Path target) throws IOException {
    if (!Files.exists(target.resolve(ArchiveManifest.FILE))) {
      copy(below, target);
      return drop(target);
    }
    long to = Archives.manifest(target, KeyChain.follow(log, key).keys()).to();
    if (to > below) {
      throw new IOException(
          target + ": is an archive of entries up to " + to + "; name a new directory");
    }
    return drop(target);
  }

  private static void requireEmpty(Path target) throws IOException {
    if (Files.exists(target)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(target)) {
        if (files.iterator().hasNext()) {
          throw new IOException(
              target + ": is not empty; name a new directory, or delete what a stop left there");
        }
      }
    }
  }

  private void requireSound(Path archive) throws IOException {
    if (LedgerVerifier.verifyArchive(archive, key)
        instanceof Verification.Damaged(String what, String where, String remedy)) {
      throw new IOException("the archive is damaged: " + where + ": " + what + "; " + remedy);
    }
  }

  private void copyTile(String path, Path target) throws IOException {
    write(target.resolve(path), Files.readAllBytes(log.resolve(path)));
  }

  /** As they were when the log ended with the archive: of a wider tile its first hashes. */
  private void copyUpperTiles(TileReader tiles, long to, Path target) throws IOException {
    TileReader then = new TileReader(log, to);
    for (int level = 1; level < TreeEdge.LEVELS; level++) {
      for (long n = 0; then.width(level, n) > 0; n++) {
        int width = then.width(level, n);
        byte[] hashes = Arrays.copyOf(tiles.hashes(level, n), width * Hash.BYTES);
        write(target.resolve(TilePath.hashes(level, n, width)), hashes);
      }
    }
  }

  /** So that whoever knows an early key can follow to the one that signed. */
  private void copyKeys(Path target) throws IOException {
    Path folder = KeyChain.folder(log);
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
        for (Path file : files) {
          write(KeyChain.folder(target).resolve(file.getFileName()), Files.readAllBytes(file));
        }
      }
    }
    Path own = new LedgerFiles(log).verifierKey();
    write(new LedgerFiles(target).verifierKey(), Files.readAllBytes(own));
  }

  private void write(Path file, byte[] content) throws IOException {
    storage.replace(file, content);
  }

  /** Of the whole tree that ends with the archive, from the hashes of its full tiles. */
  private static Hash root(TileReader tiles, long to) throws IOException {
    TreeEdge edge = new TreeEdge();
    for (long n = 0; n * TreeEdge.WIDTH < to; n++) {
      byte[] tile = tiles.hashes(1, n / TreeEdge.WIDTH);
      int at = (int) (n % TreeEdge.WIDTH) * Hash.BYTES;
      edge.add(1, Arrays.copyOfRange(tile, at, at + Hash.BYTES), (level, number, hashes) -> {});
    }
    return edge.root();
  }
}
