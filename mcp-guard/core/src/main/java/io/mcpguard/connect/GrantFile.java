package io.mcpguard.connect;

import io.mcpguard.http.Destination;
import io.mcpguard.jose.Sha256;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/**
 * The file that holds the grant for one server: mode 0600, in a directory of mode 0700, written
 * whole or not at all.
 *
 * <p>The attacker is another user of the machine. What others could have read or written is
 * refused, not mended: it may have been read already. Where the file system has no such modes, as
 * on Windows, the directory is as private as the user's own are.
 */
final class GrantFile {
  private static final String OURS_ALONE = "rw-------";
  private static final String OUR_DIRECTORY = "rwx------";
  private static final int NAME_LENGTH = 32;
  private static final long MOST_BYTES = 256 * 1024;

  private final Path file;
  private final SecureRandom random;

  private GrantFile(Path file, SecureRandom random) {
    this.file = file;
    this.random = random;
  }

  /**
   * The file for a server, whether it is there or not. The directory is made where there is none.
   *
   * @throws IOException when the directory cannot be made, or others have access to it
   */
  static GrantFile of(Path directory, Destination endpoint, SecureRandom random)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, mode(directory, OUR_DIRECTORY));
    }
    requirePrivate(directory, OUR_DIRECTORY);
    String name = Sha256.base64url(endpoint.url()).substring(0, NAME_LENGTH);
    return new GrantFile(directory.resolve(name + ".json"), random);
  }

  /**
   * What it holds; nothing where it is not there, or nothing that is understood.
   *
   * @throws IOException when it cannot be read, or others have access to it
   */
  Optional<Grant> read() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    requirePrivate(file, OURS_ALONE);
    try (FileChannel channel =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(channel.size(), MOST_BYTES));
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // Until it is read.
      }
      return GrantText.read(Arrays.copyOf(bytes.array(), bytes.position()), random);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    }
  }

  /** Writes a grant in place of what was there. */
  void write(Grant grant) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mode(next, OURS_ALONE))) {
      ByteBuffer bytes = ByteBuffer.wrap(GrantText.write(grant));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /**
   * Makes other processes wait that would renew the same grant.
   *
   * @throws IOException when somebody else holds it for longer than that
   */
  GrantLock lock(Duration atMost) throws IOException, InterruptedException {
    Path lock = file.resolveSibling(file.getFileName() + ".lock");
    return GrantLock.take(lock, mode(lock, OURS_ALONE), atMost);
  }

  private static void requirePrivate(Path path, String permissions) throws IOException {
    if (!hasModes(path)) {
      return;
    }
    Set<PosixFilePermission> more = Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
    if (Files.isSymbolicLink(path) && permissions.equals(OURS_ALONE)) {
      throw new IOException(path + " is a link; remove it");
    }
    more.removeAll(PosixFilePermissions.fromString(OUR_DIRECTORY));
    if (!more.isEmpty()) {
      throw new IOException(
          path
              + " can be read or changed by others; remove it if it holds tokens, or make it"
              + " yours alone with chmod go= on it");
    }
  }

  private static boolean hasModes(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    return hasModes(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
