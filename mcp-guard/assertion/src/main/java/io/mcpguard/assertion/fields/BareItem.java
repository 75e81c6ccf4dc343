package io.mcpguard.assertion.fields;

import java.util.Arrays;
import java.util.Base64;

/** A value without parameters (RFC 9651 §3.3). */
public sealed interface BareItem {

  /** The value as a field spells it (RFC 9651 §4.1). */
  String text();

  /** An integer of at most fifteen digits (§3.3.1). */
  record Whole(long value) implements BareItem {
    private static final long MOST = 999_999_999_999_999L;

    /** Refuses what no field can spell. */
    public Whole {
      if (value > MOST || value < -MOST) {
        throw new IllegalArgumentException("integer: has more than 15 digits");
      }
    }

    @Override
    public String text() {
      return Long.toString(value);
    }
  }

  /** A string of printable ASCII (§3.3.3). */
  record Text(String value) implements BareItem {
    /** Refuses what no field can spell. */
    public Text {
      if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
        throw new IllegalArgumentException("string: must be printable ASCII");
      }
    }

    @Override
    public String text() {
      return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
  }

  /** A token, as it stands in the field (§3.3.4). */
  record Token(String value) implements BareItem {
    @Override
    public String text() {
      return value;
    }
  }

  /** A boolean (§3.3.6). */
  enum Truth implements BareItem {
    TRUE("?1"),
    FALSE("?0");

    private final String text;

    Truth(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /** A byte sequence (§3.3.5). */
  final class Octets implements BareItem {
    private final byte[] bytes;

    /** These bytes, which are not copied. */
    public Octets(byte[] bytes) {
      this.bytes = bytes;
    }

    /** The bytes; not to be changed. */
    public byte[] bytes() {
      return bytes;
    }

    @Override
    public String text() {
      return ':' + Base64.getEncoder().encodeToString(bytes) + ':';
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Octets octets && Arrays.equals(bytes, octets.bytes);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }
  }
}
