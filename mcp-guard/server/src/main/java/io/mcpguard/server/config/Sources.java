package io.mcpguard.server.config;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The texts that a configuration was read from, in the order they were read. */
final class Sources {
  private final List<String> texts = new ArrayList<>();

  void add(String text) {
    texts.add(text);
  }

  /** {@code sha256:} and 64 hexadecimal digits: the same for the same texts, and for no others. */
  String digest() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (String text : texts) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha256.update((bytes.length + "\n").getBytes(StandardCharsets.US_ASCII));
        sha256.update(bytes);
      }
      return "sha256:" + HexFormat.of().formatHex(sha256.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
