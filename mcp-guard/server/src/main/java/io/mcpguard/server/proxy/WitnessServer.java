package io.mcpguard.server.proxy;

import io.mcpguard.ledger.Cosigner;
import io.mcpguard.ledger.CosignerKey;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.ledger.Witness;
import io.mcpguard.server.config.HostPort;
import io.mcpguard.server.transport.Front;
import io.mcpguard.server.transport.WitnessHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;

/** A witness of other guards' ledgers: one directory, one key, one listener. */
public final class WitnessServer implements AutoCloseable {
  private static final int HEADER_BYTES = 8 * 1024;

  private final Witness witness;
  private final Front front;

  private WitnessServer(Witness witness, Front front) {
    this.witness = witness;
    this.front = front;
  }

  /**
   * Takes the directory, or begins one with a key of its own, and begins to listen.
   *
   * @param name the witness's name, part of its key
   * @param logs the keys of the logs it knows
   * @throws IOException when another witness has the directory, or the address cannot be taken
   */
  public static WitnessServer start(
      Path directory, String name, List<VerifierKey> logs, HostPort listen) throws IOException {
    Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Cosigner cosigner = Cosigner.openOrCreate(directory.resolve("key"), name, new SecureRandom());
    Witness witness = Witness.open(directory, cosigner, logs, Clock.systemUTC());
    try {
      Front front =
          Front.witness(
              new Front.Binding(listen.host(), listen.port(), Front.Limits.usual(HEADER_BYTES)),
              new WitnessHandler(witness));
      front.start();
      return new WitnessServer(witness, front);
    } catch (IOException | RuntimeException e) {
      witness.close();
      throw e;
    }
  }

  /** The key that logs are told. */
  public CosignerKey key() {
    return witness.key();
  }

  /** The port in use. */
  public int port() {
    return front.port();
  }

  @Override
  public void close() throws IOException {
    try (witness) {
      front.close();
    }
  }
}
