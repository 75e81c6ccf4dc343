package io.mcpguard.export;

import io.mcpguard.ledger.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far one sink was brought, in a file of its own that is replaced as a whole: three lines,
 * origin, size, leaf hash. It may lag behind the truth, which costs events that come twice, and
 * never runs ahead of it.
 */
final class PlaceFile {
  private static final Pattern FORM =
      Pattern.compile("([^\n]{1,255})\n([1-9][0-9]{0,17})\n([A-Za-z0-9+/=]{44})\n");

  private static final int MOST_BYTES = 2048;

  private final Path file;

  PlaceFile(Path file) {
    this.file = file;
  }

  /** Empty where nobody can tell any more; nothing, where nothing was brought. */
  Optional<LogPosition> read() throws IOException {
    if (!Files.exists(file)) {
      return Optional.of(LogPosition.none());
    }
    if (Files.size(file) > MOST_BYTES) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    return form.matches()
        ? Optional.of(new LogPosition(form.group(1), Long.parseLong(form.group(2)), form.group(3)))
        : Optional.empty();
  }

  /** Replaces it; afterwards it is this one, or after a power cut this one or the one before. */
  void write(LogPosition position) throws IOException {
    String text = position.origin() + "\n" + position.size() + "\n" + position.last() + "\n";
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    try (FileChannel channel =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    }
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
