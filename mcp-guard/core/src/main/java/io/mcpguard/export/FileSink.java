package io.mcpguard.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Appends to a file, which is made with mode 0600. It is opened for each batch, so that whoever
 * renames it for rotation gets a new one with the next; a batch is on disk before it counts as
 * taken.
 */
final class FileSink implements Sink {
  private static final Set<StandardOpenOption> APPENDING =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);

  private final Path file;

  FileSink(Path file) {
    this.file = file;
  }

  @Override
  public Delivery take(byte[] batch) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new Delivery.Failed("its file is no file that can be appended to; name another");
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            APPENDING,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      if (endsWithinALine()) {
        write(channel, new byte[] {'\n'});
      }
      write(channel, batch);
      channel.force(false);
      return new Delivery.Taken();
    } catch (IOException e) {
      return new Delivery.Failed(
          "its file cannot be written ("
              + e.getClass().getSimpleName()
              + "); make its folder, free the disk, or change the owner");
    }
  }

  /** A kill or a full disk cuts a line off; the batch comes again whole, on lines of its own. */
  private boolean endsWithinALine() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      return channel.size() > 0
          && channel.read(last, channel.size() - 1) == 1
          && last.get(0) != '\n';
    }
  }

  private static void write(FileChannel channel, byte[] bytes) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(bytes);
    while (left.hasRemaining()) {
      channel.write(left);
    }
  }
}
