package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where things lie in a ledger's directory. */
record LedgerFiles(Path root) {
  Path checkpoint() {
    return root.resolve("checkpoint");
  }

  Path verifierKey() {
    return root.resolve("verifier-key");
  }

  Path lock() {
    return root.resolve("lock");
  }

  Path wal() {
    return root.resolve("wal");
  }

  Path base() {
    return wal().resolve("base");
  }

  Path acknowledged() {
    return wal().resolve("acknowledged");
  }

  /** A file's bytes, unless it is larger than {@code most}. */
  static byte[] read(Path file, int most) throws IOException {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new MalformedLogData(file.getFileName() + ": is longer than " + most + " bytes");
      }
      return bytes;
    }
  }
}
