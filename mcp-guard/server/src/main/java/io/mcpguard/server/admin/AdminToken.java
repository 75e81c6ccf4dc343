package io.mcpguard.server.admin;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;

/**
 * The bearer token of the admin port: a file of mode 0600 in the data directory, so that whoever
 * can read it could read the keys beside it anyway. Removing the file makes another one at the next
 * start.
 */
public final class AdminToken {
  private static final String SCHEME = "Bearer ";
  private static final int BYTES = 32;
  private static final int CHARACTERS = 43;

  private final byte[] token;

  private AdminToken(String token) {
    this.token = token.getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * The token in {@code file}, made at first use.
   *
   * @throws IOException when the file cannot be used, others may read it, or it holds no token
   */
  public static AdminToken open(Path file, SecureRandom random) throws IOException {
    if (!Files.exists(file)) {
      make(file, random);
    }
    if (Files.getFileStore(file).supportsFileAttributeView("posix")
        && !PosixFilePermissions.toString(Files.getPosixFilePermissions(file)).endsWith("------")) {
      throw new IOException(file + ": others may use it; set its mode to 0600, or remove it");
    }
    String token = Files.readString(file, StandardCharsets.US_ASCII).strip();
    if (!token.matches("[A-Za-z0-9_-]{" + CHARACTERS + "}")) {
      throw new IOException(file + ": holds no admin token; remove it, and another one is made");
    }
    return new AdminToken(token);
  }

  private static void make(Path file, SecureRandom random) throws IOException {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    Path fresh =
        Files.createTempFile(
            file.toAbsolutePath().getParent(),
            "admin-token",
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes) + "\n";
    Files.writeString(fresh, text, StandardOpenOption.WRITE);
    sync(fresh);
    Files.move(fresh, file);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      sync(folder);
    }
  }

  /** Without this a power cut may leave an empty file under the name, and no guard starts on it. */
  private static void sync(Path fileOrDirectory) throws IOException {
    try (FileChannel channel = FileChannel.open(fileOrDirectory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Whether these {@code Authorization} values are this token, once; in constant time. */
  boolean isIn(List<String> authorization) {
    if (authorization.size() != 1 || !authorization.getFirst().startsWith(SCHEME)) {
      return false;
    }
    String shown = authorization.getFirst().substring(SCHEME.length());
    return MessageDigest.isEqual(token, shown.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "AdminToken[redacted]";
  }
}
