package io.mcpguard.server.proxy;

import io.mcpguard.jose.Sealer;
import io.mcpguard.jose.SecretKeyFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Where everything lies in the one data directory. */
record DataFiles(Path root) {
  private static final int KEY_BYTES = 32;

  Path database() {
    return root.resolve("guard.db");
  }

  Path ledger() {
    return root.resolve("ledger");
  }

  /** From which leaf a start looks for calls without an outcome. */
  Path recoveryPoint() {
    return root.resolve("recovery-point");
  }

  Path logKey() {
    return root.resolve("keys").resolve("log");
  }

  Path tokenKeys() {
    return root.resolve("keys").resolve("tokens");
  }

  Path assertionKeys() {
    return root.resolve("keys").resolve("assertions");
  }

  /** The public keys that stdio children verify assertions with. */
  Path assertionJwks() {
    return root.resolve("assertion-jwks.json");
  }

  /** Where the ledger tells of each call; made anew from it when it is missing. */
  Path callIndex() {
    return root.resolve("calls.db");
  }

  /** How far each export was brought. */
  Path exports() {
    return root.resolve("exports");
  }

  /** The bearer token of the admin port. */
  Path adminToken() {
    return root.resolve("admin-token");
  }

  Path adminSocket() {
    return root.resolve("admin.sock");
  }

  /** Where hosts are served whose launched process finds a guard that runs. */
  Path attachSocket() {
    return root.resolve("stdio.sock");
  }

  /** Seals what clients keep for the guard, with a key that a restart keeps. */
  Sealer sealer(SecureRandom random) throws IOException {
    Path file = root.resolve("keys").resolve("sealing");
    return new Sealer(SecretKeyFile.open(file, "AES", random), random);
  }

  /** The key that refresh tokens are made with, made at first use with mode 0600. */
  SecretKey refreshKey(SecureRandom random) throws IOException {
    Path file = root.resolve("keys").resolve("refresh");
    if (!Files.exists(file)) {
      byte[] key = new byte[KEY_BYTES];
      random.nextBytes(key);
      Files.createDirectories(file.getParent());
      Path fresh =
          Files.createTempFile(
              file.getParent(),
              "refresh",
              ".new",
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.write(fresh, key, StandardOpenOption.WRITE);
      Files.move(fresh, file);
    }
    byte[] key = Files.readAllBytes(file);
    if (key.length != KEY_BYTES) {
      throw new IOException(
          file + ": must hold 32 bytes; restore it, or remove it to end every refresh token");
    }
    return new SecretKeySpec(key, "HmacSHA256");
  }
}
