package io.mcpguard.jose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** A secret key of 256 bits in a file of mode 0600, made where there is none. */
public final class SecretKeyFile {
  private static final int BYTES = 32;

  private SecretKeyFile() {}

  /**
   * The key of this file.
   *
   * @param algorithm such as {@code HmacSHA256}
   * @throws IOException when the file cannot be read or written, or does not hold 32 bytes in
   *     base64url
   */
  public static SecretKey open(Path file, String algorithm, SecureRandom random)
      throws IOException {
    if (!Files.exists(file)) {
      byte[] fresh = new byte[BYTES];
      random.nextBytes(fresh);
      KeyDirectory.writeSecret(file, Base64.getUrlEncoder().withoutPadding().encodeToString(fresh));
    }
    return new SecretKeySpec(read(file), algorithm);
  }

  private static byte[] read(Path file) throws IOException {
    try {
      byte[] key = Base64.getUrlDecoder().decode(Files.readString(file).strip());
      if (key.length == BYTES) {
        return key;
      }
    } catch (IllegalArgumentException notBase64) {
      throw new IOException(
          file + " is not a key of 32 bytes; restore it from a backup or remove it", notBase64);
    }
    throw new IOException(
        file + " is not a key of 32 bytes; restore it from a backup or remove it");
  }
}
