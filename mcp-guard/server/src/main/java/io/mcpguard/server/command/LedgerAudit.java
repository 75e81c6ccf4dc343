package io.mcpguard.server.command;

import io.mcpguard.ledger.Checkpoint;
import io.mcpguard.ledger.LedgerArchiver;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.MalformedLogData;
import io.mcpguard.ledger.Verification;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.server.admin.AdminAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an auditor asks of a ledger's directory, with the keys and checkpoints that he brings. */
final class LedgerAudit {
  static final List<String> COLUMNS = List.of("entries", "archived", "unpublished", "root", "key");

  private final Path directory;
  private final String key;

  /**
   * Of the ledger in a directory.
   *
   * @param key the key that is believed; where it is empty, the one beside the ledger
   */
  LedgerAudit(Path directory, String key) {
    this.directory = directory;
    this.key = key;
  }

  private VerifierKey believed() throws IOException {
    return key.isEmpty() ? LedgerReader.ownKey(directory) : VerifierKey.parse(key);
  }

  private static AdminAnswer noDirectory() {
    return AdminAnswer.unreachable("DIR is no directory that can be read; name a ledger's");
  }

  /** Verifies, with checkpoints that were kept and archives that were taken out. */
  AdminAnswer verified(List<Path> kept, List<Path> archives) {
    if (!Files.isDirectory(directory)) {
      return noDirectory();
    }
    VerifierKey known;
    List<VerifierKey> keys;
    try {
      known = believed();
    } catch (IOException e) {
      return key.isEmpty()
          ? answer(LedgerVerifier.verify(directory))
          : AdminAnswer.wrong("--key: " + e.getMessage());
    }
    try {
      keys = LedgerReader.keysFrom(directory, known);
    } catch (IOException damaged) {
      return answer(LedgerVerifier.verify(directory, known));
    }
    LedgerVerifier verifier = LedgerVerifier.of(directory, known);
    for (Path archive : archives) {
      verifier = verifier.with(archive);
    }
    return extending(verifier, keys, kept);
  }

  private static AdminAnswer extending(
      LedgerVerifier verifier, List<VerifierKey> keys, List<Path> kept) {
    LedgerVerifier extended = verifier;
    try {
      for (Path file : kept) {
        extended = extended.extending(read(file, keys));
      }
    } catch (MalformedLogData e) {
      return AdminAnswer.no(
          "--checkpoint: "
              + e.getMessage()
              + "; it is another ledger's, or was altered, or the ledger was begun anew");
    } catch (IOException e) {
      return AdminAnswer.unreachable("--checkpoint: FILE cannot be read; name a kept checkpoint");
    }
    return answer(extended.verify());
  }

  /** By whichever of the log's keys signed it. */
  private static Checkpoint read(Path file, List<VerifierKey> keys) throws IOException {
    MalformedLogData byNone = null;
    for (VerifierKey key : keys) {
      try {
        return Checkpoint.read(file, key);
      } catch (MalformedLogData e) {
        byNone = e;
      }
    }
    throw byNone == null ? new IOException("the ledger has no key") : byNone;
  }

  /** Verifies an archive alone. */
  AdminAnswer archiveVerified() {
    try {
      return answer(LedgerVerifier.verifyArchive(directory, believed()));
    } catch (IOException e) {
      return AdminAnswer.wrong("--key: " + e.getMessage());
    }
  }

  /** Copies the entries below an index out; where {@code drops}, deletes them afterwards. */
  AdminAnswer archived(long below, Path target, Keeping keeping) {
    if (!Files.isDirectory(directory)) {
      return noDirectory();
    }
    try {
      LedgerArchiver archiver = new LedgerArchiver(directory, believed());
      return switch (keeping) {
        case KEPT ->
            AdminAnswer.done(
                "copied and verified; the ledger still has every entry below "
                    + archiver.copy(below, target));
        case REMOVED ->
            AdminAnswer.done(
                "moved and verified; the ledger has the entries from "
                    + archiver.move(below, target)
                    + " on");
      };
    } catch (MalformedLogData e) {
      return AdminAnswer.no(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return AdminAnswer.unreachable("not archived: " + e.getMessage());
    }
  }

  /** Whether what was copied stays in the ledger's own directory. */
  enum Keeping {
    /** It does. */
    KEPT,
    /** It does not. */
    REMOVED
  }

  /** What two checkpoints say of each other. */
  static AdminAnswer compared(Path one, Path other, String key) {
    VerifierKey signer;
    try {
      signer = VerifierKey.parse(key);
    } catch (MalformedLogData e) {
      return AdminAnswer.wrong("--key: " + e.getMessage());
    }
    try {
      Checkpoint first = Checkpoint.read(one, signer);
      Checkpoint second = Checkpoint.read(other, signer);
      return switch (first.relationTo(second)) {
        case FORK ->
            AdminAnswer.no(
                "fork: the key signed two histories of "
                    + first.size()
                    + " entries; keep both files as proof of it");
        case SAME_TREE -> AdminAnswer.done("both are of the same " + first.size() + " entries");
        case ANOTHER_SIZE, ANOTHER_LOG ->
            AdminAnswer.done(
                "they are of "
                    + first.size()
                    + " and "
                    + second.size()
                    + " entries; whether one extends the other, audit verify says with"
                    + " --checkpoint");
      };
    } catch (MalformedLogData e) {
      return AdminAnswer.no(String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return AdminAnswer.unreachable("a FILE cannot be read; name two kept checkpoints");
    }
  }

  private static AdminAnswer answer(Verification verification) {
    return switch (verification) {
      case Verification.Damaged(String what, String where, String remedy) ->
          AdminAnswer.no("damaged: " + where + ": " + what + "; " + remedy);
      case Verification.Verified sound -> {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("entries", Long.toString(sound.size()));
        row.put("archived", Long.toString(sound.archived()));
        row.put("unpublished", Long.toString(sound.unpublished()));
        row.put("root", sound.root().toString());
        row.put("key", sound.key().toString());
        String said =
            sound.first() == 0
                ? "every entry, tile and signature agrees"
                : "every entry from "
                    + sound.first()
                    + " on, tile and signature agrees; of those before it only the hashes are here";
        yield new AdminAnswer(0, said, new ArrayList<>(List.of(row)));
      }
    };
  }
}
