package io.mcpguard.protocol;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * A value of the body in a header: as it is where it can be, else {@code =?base64?…?=} of its UTF-8
 * (2026-07-28, basic/transports/streamable-http, header value encoding).
 */
public final class HeaderText {
  private static final String BEGIN = "=?base64?";
  private static final String END = "?=";

  private HeaderText() {}

  /** The header's value for a text. */
  public static String encode(String text) {
    return isPlain(text)
        ? text
        : BEGIN + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + END;
  }

  /** The text of a header's value; empty where the value is not valid. */
  public static Optional<String> decode(String value) {
    if (!isEncoded(value)) {
      return isPlain(value) ? Optional.of(value) : Optional.empty();
    }
    try {
      String inner = value.substring(BEGIN.length(), value.length() - END.length());
      byte[] bytes = Base64.getDecoder().decode(inner);
      // The decoder takes what lacks its padding; no two spellings are to mean one text.
      return Base64.getEncoder().encodeToString(bytes).equals(inner)
          ? Optional.of(
              StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString())
          : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isEncoded(String value) {
    return value.startsWith(BEGIN)
        && value.endsWith(END)
        && value.length() >= BEGIN.length() + END.length();
  }

  /** Visible ASCII, with blanks inside at most, that does not look encoded. */
  private static boolean isPlain(String text) {
    return !isEncoded(text)
        && text.equals(text.strip())
        && text.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\t');
  }
}
