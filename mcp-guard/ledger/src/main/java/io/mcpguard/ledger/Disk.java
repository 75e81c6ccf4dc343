package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The file system of this machine. Files are 0600 and directories 0700 where that exists. */
final class Disk implements Storage {
  private static final int ZEROES = 1 << 16;

  private final Set<StandardOpenOption> access;

  private Disk(Set<StandardOpenOption> access) {
    this.access = access;
  }

  Disk() {
    this(Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Opens files for reading alone. */
  static Disk readOnly() {
    return new Disk(Set.of(StandardOpenOption.READ));
  }

  @Override
  public SegmentFile allocate(Path file, long bytes) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    createFile(part);
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      // Written zeroes own their blocks; a sparse file would find out too late that the disk is
      // full.
      ByteBuffer zeroes = ByteBuffer.allocateDirect(ZEROES);
      for (long at = 0; at < bytes; at += zeroes.limit()) {
        zeroes.clear().limit((int) Math.min(ZEROES, bytes - at));
        writeAll(channel, zeroes, at);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(file));
    return open(file);
  }

  @Override
  public SegmentFile open(Path file) throws IOException {
    return new Channel(FileChannel.open(file, access));
  }

  @Override
  public void replace(Path file, byte[] content) throws IOException {
    Path part = part(file, content);
    sync(part);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    sync(parent(file));
  }

  @Override
  public void replaceUnsynced(Path file, byte[] content) throws IOException {
    Files.move(part(file, content), file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path part(Path file, byte[] content) throws IOException {
    createDirectories(parent(file));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.deleteIfExists(part);
    createFile(part);
    // Without truncating: ext4 begins to write out a file that was truncated when it is closed.
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      writeAll(channel, ByteBuffer.wrap(content), 0);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw e;
    }
    return part;
  }

  static void createDirectories(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      try {
        Files.createDirectories(directory, permissions(directory, "rwx------"));
      } catch (FileAlreadyExistsException e) {
        throw new IOException(directory + ": is a file where a directory is needed", e);
      }
    }
  }

  private static void createFile(Path file) throws IOException {
    Files.createFile(file, permissions(file, "rw-------"));
  }

  private static FileAttribute<?>[] permissions(Path path, String mode) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static Path parent(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IOException(file + ": has no directory");
    }
    return parent;
  }

  @Override
  public void sync(Path fileOrDirectory) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  private static void writeAll(FileChannel channel, ByteBuffer from, long position)
      throws IOException {
    long at = position;
    while (from.hasRemaining()) {
      at += channel.write(from, at);
    }
  }

  private record Channel(FileChannel channel) implements SegmentFile {
    @Override
    public long size() throws IOException {
      return channel.size();
    }

    @Override
    public void write(ByteBuffer from, long position) throws IOException {
      writeAll(channel, from, position);
    }

    @Override
    public void read(ByteBuffer into, long position) throws IOException {
      long at = position;
      while (into.hasRemaining()) {
        int read = channel.read(into, at);
        if (read < 0) {
          return;
        }
        at += read;
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
