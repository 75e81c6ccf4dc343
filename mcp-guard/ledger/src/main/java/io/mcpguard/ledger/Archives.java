package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Which part of a log is in its directory and which in archives. */
final class Archives {
  private Archives() {}

  /** In a log's directory: the manifest of the archive that was taken out of it last. */
  static Path marker(Path log) {
    return log.resolve("archived");
  }

  static boolean isArchived(Path log) {
    return Files.exists(marker(log));
  }

  /** The index of the first entry that is in the log's directory. */
  static long first(Path log, List<VerifierKey> keys) throws IOException {
    return isArchived(log) ? read(marker(log), keys).to() : 0;
  }

  /** The same, counting those archives that join on without a gap. */
  static long first(Path log, List<Path> archives, List<VerifierKey> keys) throws IOException {
    List<ArchiveManifest> manifests = new ArrayList<>();
    for (Path archive : archives) {
      manifests.add(manifest(archive, keys));
    }
    manifests.sort(Comparator.comparingLong(ArchiveManifest::to).reversed());
    long first = first(log, keys);
    for (ArchiveManifest manifest : manifests) {
      if (manifest.to() >= first && manifest.from() < first) {
        first = manifest.from();
      }
    }
    return first;
  }

  /** What an archive says it is. */
  static ArchiveManifest manifest(Path archive, List<VerifierKey> keys) throws IOException {
    return read(archive.resolve(ArchiveManifest.FILE), keys);
  }

  private static ArchiveManifest read(Path file, List<VerifierKey> keys) throws IOException {
    try {
      return ArchiveManifest.read(LedgerFiles.read(file, Note.MAX_BYTES), keys);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": is missing; name an archive's directory", e);
    } catch (MalformedLogData e) {
      throw new MalformedLogData(file.getFileName() + ": " + e.getMessage(), e);
    }
  }
}
