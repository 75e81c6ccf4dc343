package io.mcpguard.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A data directory held by this process: mode 0700, one holder. The kernel lets go of it when the
 * process ends, however it ends.
 *
 * <p>POSIX drops a process's lock when it closes <em>any</em> descriptor of the file, so within one
 * process the set of held files is asked first and a held file is never opened again.
 */
public final class DataDirectory implements AutoCloseable {
  private static final String ALONE = "rwx------";
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path path;
  private final Path lockFile;
  private final FileChannel channel;

  private DataDirectory(Path path, Path lockFile, FileChannel channel) {
    this.path = path;
    this.lockFile = lockFile;
    this.channel = channel;
  }

  /**
   * Takes the directory, making it if there is none, and closes it to everybody else.
   *
   * @throws DataDirectoryHeld when somebody else has it
   * @throws IOException when somebody else owns it, or it cannot be made
   */
  public static DataDirectory take(Path directory) throws IOException {
    Files.createDirectories(directory, permissions(directory, ALONE));
    Path path = directory.toRealPath();
    closeToOthers(path);
    Path lockFile = path.resolve("lock");
    if (!HELD.add(lockFile)) {
      throw new DataDirectoryHeld(path + ": this process holds the data directory already");
    }
    FileChannel channel = open(lockFile);
    if (lock(channel, lockFile)) {
      return new DataDirectory(path, lockFile, channel);
    }
    throw new DataDirectoryHeld(
        path + ": another process holds the data directory; stop it, or talk to it instead");
  }

  /**
   * Sets the mode of a directory that somebody made before, also where it is right: of all users
   * only the owner and root may do so (chmod(2)), which tells whose it is.
   */
  private static void closeToOthers(Path path) throws IOException {
    if (!hasModes(path)) {
      return;
    }
    Set<PosixFilePermission> alone = PosixFilePermissions.fromString(ALONE);
    try {
      Files.setPosixFilePermissions(path, alone);
    } catch (IOException e) {
      throw new IOException(
          path
              + ": belongs to another user, and its mode cannot be set; change its owner to the"
              + " guard's user, or name a directory in it that is not there yet",
          e);
    }
    if (!Files.getPosixFilePermissions(path).equals(alone)) {
      throw new IOException(
          path
              + ": is open to other users, and its file system keeps no mode; name a directory on"
              + " one that does");
    }
  }

  private static FileChannel open(Path lockFile) throws IOException {
    try {
      create(lockFile);
      return FileChannel.open(lockFile, StandardOpenOption.WRITE);
    } catch (IOException e) {
      HELD.remove(lockFile);
      throw e;
    }
  }

  private static boolean lock(FileChannel channel, Path lockFile) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (IOException e) {
      letGo(channel, lockFile);
      throw e;
    }
    if (lock == null) {
      letGo(channel, lockFile);
      return false;
    }
    return true;
  }

  private static void letGo(FileChannel channel, Path lockFile) throws IOException {
    channel.close();
    HELD.remove(lockFile);
  }

  /** A file of mode 0600, unless it is there already. */
  static void create(Path file) throws IOException {
    try {
      Files.createFile(file, permissions(file, "rw-------"));
    } catch (FileAlreadyExistsException alreadyThere) {
      if (!Files.isRegularFile(file)) {
        throw new IOException(file + ": is no regular file; move it away", alreadyThere);
      }
    }
  }

  private static FileAttribute<?>[] permissions(Path path, String mode) {
    return hasModes(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  /** The directory. */
  public Path path() {
    return path;
  }

  @Override
  public void close() throws IOException {
    letGo(channel, lockFile);
  }
}
