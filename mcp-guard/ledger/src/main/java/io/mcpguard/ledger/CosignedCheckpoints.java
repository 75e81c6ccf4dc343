package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The last checkpoint that each witness cosigned, in the folder {@code cosigned} beside a log. A
 * log that no longer extends one of them was rolled back or rewritten.
 */
final class CosignedCheckpoints {
  private static final String SUFFIX = ".checkpoint";

  private final Path folder;

  CosignedCheckpoints(Path log) {
    this.folder = log.resolve("cosigned");
  }

  private Path file(CosignerKey witness) {
    return folder.resolve(Witness.hash(witness.toString()) + SUFFIX);
  }

  void keep(Cosignature cosignature) throws IOException {
    byte[] note = cosignature.checkpoint().note().getBytes(StandardCharsets.UTF_8);
    new Disk().replace(file(cosignature.cosigner()), note);
  }

  /** Empty when the witness cosigned nothing yet. */
  Optional<Checkpoint> of(CosignerKey witness) throws IOException {
    Path file = file(witness);
    return Files.exists(file)
        ? Optional.of(
            witness
                .verify(Checkpoint.unverified(LedgerFiles.read(file, Note.MAX_BYTES)))
                .checkpoint())
        : Optional.empty();
  }

  private List<Path> files() throws IOException {
    List<Path> all = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
        files.forEach(all::add);
      }
    }
    return all;
  }

  private static Checkpoint kept(Path file) throws IOException {
    return Checkpoint.unverified(LedgerFiles.read(file, Note.MAX_BYTES));
  }

  /** The proof that a log extends a tree needs the tile that the tree ends within. */
  private static boolean endsWithin(Checkpoint seen, long index) {
    return seen.size() < index && seen.size() % TreeEdge.WIDTH != 0;
  }

  /**
   * Checks that no witness has still to be shown how the log went on from within the entries before
   * {@code index}.
   *
   * @throws IOException when one has; the message names what it cosigned
   */
  void requireNoneWithin(String origin, long index) throws IOException {
    for (Path file : files()) {
      Checkpoint seen = kept(file);
      if (seen.origin().equals(origin) && endsWithin(seen, index)) {
        throw new IOException(
            "a witness cosigned "
                + seen.size()
                + " entries last and has to be shown from there how the log went on; wait until it"
                + " has cosigned more, or, where it is gone for good, remove it from the"
                + " configuration and delete cosigned/"
                + file.getFileName());
      }
    }
  }

  /**
   * Compares what is kept with the log as it is.
   *
   * @throws LedgerDamaged when the log does not extend all of it
   */
  void requireExtendedBy(LedgerReader log) throws IOException {
    for (Path file : files()) {
      Checkpoint seen = kept(file);
      Checkpoint now = log.checkpoint();
      if (!seen.origin().equals(now.origin())) {
        continue; // of an origin that this directory had before
      }
      if (endsWithin(seen, log.first())) {
        continue; // what it is compared by is archived
      }
      if (seen.size() > now.size()) {
        throw new LedgerDamaged(
            "the log was rolled back: it has "
                + now.size()
                + " entries, but a witness cosigned "
                + seen.size()
                + "; restore the newest copy of the ledger's directory");
      }
      if (!ProofVerifier.isConsistent(seen, now, log.consistency(seen.size()))) {
        throw new LedgerDamaged(
            "the log was forked: it does not extend the "
                + seen.size()
                + " entries that a witness cosigned; restore the ledger's directory from a copy");
      }
    }
  }
}
