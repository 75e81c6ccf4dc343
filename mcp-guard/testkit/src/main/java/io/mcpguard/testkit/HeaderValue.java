package io.mcpguard.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** The text a mirrored header stands for (2026-07-28, Streamable HTTP, "Value Encoding"). */
final class HeaderValue {
  private static final String BEGIN = "=?base64?";
  private static final String END = "?=";

  private HeaderValue() {}

  /** The decoded value of a header that is there once and well-formed. */
  static Optional<String> only(Received head, String name) {
    List<String> values = head.headers(name);
    return values.size() == 1 ? decoded(values.getFirst()) : Optional.empty();
  }

  private static Optional<String> decoded(String raw) {
    if (!raw.chars().allMatch(c -> c == '\t' || (c >= ' ' && c <= '~'))) {
      return Optional.empty();
    }
    return raw.startsWith(BEGIN)
            && raw.endsWith(END)
            && raw.length() >= BEGIN.length() + END.length()
        ? base64(raw.substring(BEGIN.length(), raw.length() - END.length()))
        : Optional.of(raw);
  }

  /** Only what an encoder would have written: the JDK's decoder forgives missing padding. */
  private static Optional<String> base64(String encoded) {
    try {
      byte[] bytes = Base64.getDecoder().decode(encoded);
      return Base64.getEncoder().encodeToString(bytes).equals(encoded)
          ? Optional.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
