package io.mcpguard.assertion.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A name and its value. The name is decoded when first asked for. */
public final class JsonMember {
  private final byte[] bytes;
  private final int start;
  private final int nameEnd;
  private final boolean escaped;
  private final int hash;
  private final JsonValue value;
  private @Nullable String name;

  JsonMember(byte[] bytes, int start, int nameEnd, boolean escaped, JsonValue value) {
    this.bytes = bytes;
    this.start = start;
    this.nameEnd = nameEnd;
    this.escaped = escaped;
    this.value = value;
    this.hash = escaped ? hash(name().getBytes(StandardCharsets.UTF_8)) : hash();
  }

  /** The name with escapes resolved. */
  public String name() {
    String known = name;
    if (known == null) {
      known = JsonString.decode(bytes, start, nameEnd, escaped);
      name = known;
    }
    return known;
  }

  /** Offset of the name's opening quote in the document. */
  public int start() {
    return start;
  }

  /** Offset after the name's closing quote. */
  public int nameEnd() {
    return nameEnd;
  }

  public JsonValue value() {
    return value;
  }

  boolean escaped() {
    return escaped;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether the names are equal after escapes are resolved. */
  boolean sameName(JsonMember other) {
    if (hash != other.hash) {
      return false;
    }
    if (escaped || other.escaped) {
      return name().equals(other.name());
    }
    return Arrays.equals(
        bytes, start + 1, nameEnd - 1, other.bytes, other.start + 1, other.nameEnd - 1);
  }

  boolean isNamed(String wanted) {
    if (name != null || escaped) {
      return name().equals(wanted);
    }
    int length = nameEnd - start - 2;
    if (length < wanted.length()) {
      return false;
    }
    for (int i = 0; i < wanted.length(); i++) {
      char c = wanted.charAt(i);
      if (c >= 0x80) {
        return name().equals(wanted);
      }
      if (bytes[start + 1 + i] != c) {
        return false;
      }
    }
    return length == wanted.length();
  }

  /** Order of RFC 8785 §3.2.3: by UTF-16 code units. */
  int compareName(JsonMember other) {
    if (!escaped && !other.escaped) {
      int at =
          Arrays.mismatch(
              bytes, start + 1, nameEnd - 1, other.bytes, other.start + 1, other.nameEnd - 1);
      byte mine = byteAt(at);
      byte theirs = other.byteAt(at);
      // Below U+0080 both orders agree; above, UTF-8 and UTF-16 order differ at surrogates.
      if (mine >= 0 && theirs >= 0) {
        return Byte.compare(mine, theirs);
      }
    }
    return name().compareTo(other.name());
  }

  private byte byteAt(int offset) {
    return offset >= 0 && start + 1 + offset < nameEnd - 1 ? bytes[start + 1 + offset] : 0;
  }

  private int hash() {
    int code = 0;
    for (int i = start + 1; i < nameEnd - 1; i++) {
      code = 31 * code + bytes[i];
    }
    return code;
  }

  private static int hash(byte[] utf8) {
    int code = 0;
    for (byte unit : utf8) {
      code = 31 * code + unit;
    }
    return code;
  }
}
