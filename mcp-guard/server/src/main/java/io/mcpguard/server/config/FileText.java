package io.mcpguard.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a file that the configuration names holds. */
sealed interface FileText {
  /** All of it. */
  record Whole(String text) implements FileText {}

  /** More than may be. */
  record TooLarge() implements FileText {}

  /** Nothing that could be read, or no UTF-8. */
  record Unreadable() implements FileText {}

  /** Reads at most {@code most} bytes, whatever size the file says: a device or pipe says none. */
  static FileText of(Path file, int most) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      return bytes.length > most
          ? new TooLarge()
          : new Whole(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (IOException e) {
      return new Unreadable();
    }
  }
}
