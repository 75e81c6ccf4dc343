package io.mcpguard.jose;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Private JWK files, one for each key, mode 0600 in a directory of mode 0700. Written whole or not
 * at all.
 */
final class KeyDirectory {
  private static final String SUFFIX = ".jwk";
  private static final String OWNER_ONLY = "rw-------";
  private static final String ANYBODY = "rw-r--r--";

  private final Optional<Path> at;

  private KeyDirectory(Optional<Path> at) {
    this.at = at;
  }

  static KeyDirectory at(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, mode(directory, "rwx------"));
    }
    return new KeyDirectory(Optional.of(directory));
  }

  static KeyDirectory none() {
    return new KeyDirectory(Optional.empty());
  }

  List<ECKey> read() throws IOException {
    var keys = new ArrayList<ECKey>();
    if (at.isPresent()) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(at.get(), "*" + SUFFIX)) {
        for (Path file : files) {
          keys.add(read(file));
        }
      }
    }
    return keys;
  }

  private static ECKey read(Path file) throws IOException {
    try {
      if (JWK.parse(Files.readString(file)) instanceof ECKey key
          && key.isPrivate()
          && Curve.P_256.equals(key.getCurve())
          && key.getIssueTime() != null
          && key.getKeyID() != null) {
        return key;
      }
    } catch (ParseException malformed) {
      throw new IOException(
          file + " is not a JWK; restore it from a backup or remove it", malformed);
    }
    throw new IOException(file + " is not a private P-256 key with kid and iat; remove it");
  }

  void write(ECKey key) throws IOException {
    if (at.isPresent()) {
      replace(at.get().resolve(key.getKeyID() + SUFFIX), key.toJSONString(), OWNER_ONLY);
    }
  }

  void keepOnly(List<String> keyIds) throws IOException {
    for (ECKey key : read()) {
      if (at.isPresent() && !keyIds.contains(key.getKeyID())) {
        Files.deleteIfExists(at.get().resolve(key.getKeyID() + SUFFIX));
      }
    }
  }

  void publish(Path file, String publicText) throws IOException {
    replace(file, publicText, ANYBODY);
  }

  static void writeSecret(Path file, String text) throws IOException {
    replace(file, text, OWNER_ONLY);
  }

  private static void replace(Path file, String text, String permissions) throws IOException {
    Path next = file.resolveSibling("." + file.getFileName() + ".next");
    Files.deleteIfExists(next);
    try (FileChannel channel =
        FileChannel.open(
            next,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            mode(next, permissions))) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static FileAttribute<?>[] mode(Path path, String permissions) {
    if (!path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    Set<PosixFilePermission> set = PosixFilePermissions.fromString(permissions);
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set)};
  }
}
