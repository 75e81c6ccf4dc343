package io.mcpguard.server.command;

import io.mcpguard.provenance.ReceiptVerifier.Held;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** What a client has of its call, beside a proof. */
final class HeldFiles {
  private static final Path NONE = Path.of("");
  private static final byte[] NOTHING = {};

  /** More than any result that a guard lets through by default. */
  private static final int MOST_BYTES = 64 << 20;

  @Option(
      names = "--receipt",
      paramLabel = "FILE",
      description = {
        "holds the receipt that came with a result, which has to be of the proof's call;",
        "else it is looked for in --result"
      })
  private Path receipt = NONE;

  @Option(
      names = "--result",
      paramLabel = "FILE",
      description = "holds the result, or the message around it, in the bytes in which it came")
  private Path result = NONE;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = {
        "the guard's configuration, to open what the log itself holds of the result;",
        "without it a result that was altered together with its receipt is not found"
      })
  private Path configuration = NONE;

  boolean areNone() {
    return receipt.equals(NONE) && result.equals(NONE);
  }

  boolean hasResult() {
    return !result.equals(NONE);
  }

  boolean areOpened() {
    return !configuration.equals(NONE);
  }

  /** Whose keys open what the log holds. */
  Path configuration() {
    return configuration;
  }

  /**
   * Reads them.
   *
   * @throws IOException when one cannot be read, or is of no size that it could have
   */
  Held read() throws IOException {
    return new Held(bytes("--receipt", receipt), bytes("--result", result));
  }

  private static byte[] bytes(String option, Path file) throws IOException {
    if (file.equals(NONE)) {
      return NOTHING;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > 0 && bytes.length <= MOST_BYTES) {
        return bytes;
      }
    } catch (IOException e) {
      throw new IOException(option + ": cannot be read; name a file", e);
    }
    throw new IOException(option + ": is empty, or larger than any result; name another file");
  }
}
