package io.mcpguard.ledger;

import io.mcpguard.ledger.WitnessAnswer.Conflict;
import io.mcpguard.ledger.WitnessAnswer.Cosigned;
import io.mcpguard.ledger.WitnessAnswer.Fault;
import io.mcpguard.ledger.WitnessAnswer.Rejected;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * What a witness remembers of one log: the checkpoint it cosigned last, in a file that holds the
 * cosigned note. Look, check and keep are one step, so that of two requests at a time none takes
 * the log back.
 */
final class WitnessedLog {
  private final Path file;
  private final String origin;
  private final List<VerifierKey> keys;
  private final Storage storage = new Disk();
  private final ReentrantLock lock = new ReentrantLock();
  private Checkpoint latest;

  private WitnessedLog(Path file, String origin, List<VerifierKey> keys, Checkpoint latest) {
    this.file = file;
    this.origin = origin;
    this.keys = keys;
    this.latest = latest;
  }

  /**
   * Reads what was cosigned before.
   *
   * @param keys that may sign the log's checkpoints, at least one, all of the log's name
   * @throws IOException when the file does not hold what {@code cosigner} cosigned
   */
  static WitnessedLog open(Path file, List<VerifierKey> keys, CosignerKey cosigner)
      throws IOException {
    String origin = keys.getFirst().name();
    Checkpoint none = Checkpoint.empty(origin);
    if (!Files.exists(file)) {
      return new WitnessedLog(file, origin, keys, none);
    }
    try {
      Checkpoint kept = Checkpoint.unverified(LedgerFiles.read(file, Note.MAX_BYTES));
      if (!kept.origin().equals(origin)) {
        throw new MalformedLogData("checkpoint: is another log's");
      }
      return new WitnessedLog(file, origin, keys, cosigner.verify(kept).checkpoint());
    } catch (MalformedLogData e) {
      throw new IOException(
          file
              + ": is not what this witness cosigned last ("
              + e.getMessage()
              + "); restore it, for without it a log could be taken back unseen",
          e);
    }
  }

  String origin() {
    return origin;
  }

  /** The latest checkpoint with its cosignature; empty before the first. */
  Optional<Checkpoint> latest() {
    lock.lock();
    try {
      return latest.note().isEmpty() ? Optional.empty() : Optional.of(latest);
    } finally {
      lock.unlock();
    }
  }

  /** Checks a request against the latest checkpoint and, where it holds, cosigns and keeps. */
  WitnessAnswer add(AddCheckpoint request, Function<Checkpoint, String> cosign) throws IOException {
    Optional<Checkpoint> signed = signed(request.note().getBytes(StandardCharsets.UTF_8));
    if (signed.isEmpty()) {
      return new Rejected(Fault.UNSIGNED);
    }
    Checkpoint checkpoint = signed.get();
    if (request.oldSize() > checkpoint.size()) {
      return new Rejected(Fault.OLD_SIZE_BEYOND);
    }
    lock.lock();
    try {
      if (request.oldSize() != latest.size()) {
        return new Conflict(latest.size());
      }
      if (!extendsLatest(checkpoint, request.proof())) {
        return new Rejected(Fault.INCONSISTENT);
      }
      String line = cosign.apply(checkpoint);
      Checkpoint kept = checkpoint.signedOnlyBy(keys).with(line);
      storage.replace(file, kept.note().getBytes(StandardCharsets.UTF_8));
      latest = kept;
      return new Cosigned(line);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The checkpoint, once a trusted key is seen to have signed it; what such a key is said to have
   * signed and has not makes the note malformed.
   */
  private Optional<Checkpoint> signed(byte[] note) throws MalformedLogData {
    Optional<Checkpoint> read = Optional.empty();
    for (VerifierKey key : keys) {
      if (!Note.parse(note).signaturesBy(key.key()).isEmpty()) {
        try {
          read = Optional.of(Checkpoint.read(note, key));
        } catch (MalformedLogData e) {
          return Optional.empty();
        }
      }
    }
    return read;
  }

  private boolean extendsLatest(Checkpoint checkpoint, List<Hash> proof) {
    boolean isFirst = latest.size() == 0;
    if (checkpoint.size() == 0) {
      // "A checkpoint of size zero MUST have the root hash of the empty tree"
      return proof.isEmpty() && checkpoint.root().equals(new TreeEdge().root());
    }
    return isFirst ? proof.isEmpty() : ProofVerifier.isConsistent(latest, checkpoint, proof);
  }
}
