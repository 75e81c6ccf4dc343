package io.mcpguard.assertion.json;

import java.util.Arrays;
import java.util.List;

/**
 * Writes small objects of our own, always in canonical form (RFC 8785), whatever the order of
 * calls.
 */
public final class JsonText {
  private static final int USUAL_MEMBERS = 16;

  private Member[] members = new Member[USUAL_MEMBERS];
  private int count;

  /** A name, and its value in canonical form. */
  private static final class Member {
    private final String name;
    private final byte[] value;

    Member(String name, byte[] value) {
      this.name = name;
      this.value = value;
    }
  }

  private JsonText() {}

  /** An object without members. */
  public static JsonText object() {
    return new JsonText();
  }

  public JsonText put(String name, String value) {
    return raw(name, new ByteSink(value.length() + 2).string(value).toBytes());
  }

  /** An integer within ±(2^53−1). */
  public JsonText put(String name, long value) {
    if (Math.abs(value) > (1L << 53) - 1) {
      throw new IllegalArgumentException(name + ": must lie within 2^53-1");
    }
    return raw(name, new ByteSink(20).ascii(Long.toString(value)).toBytes());
  }

  public JsonText put(String name, boolean value) {
    return raw(name, new ByteSink(5).ascii(value ? "true" : "false").toBytes());
  }

  public JsonText put(String name, JsonText value) {
    return raw(name, value.bytes());
  }

  /** A value that was read, in canonical form. */
  public JsonText put(String name, JsonValue value) {
    return raw(name, Jcs.bytes(value));
  }

  /** An array of strings. */
  public JsonText put(String name, List<String> values) {
    ByteSink out = new ByteSink(64).put('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.string(values.get(i));
    }
    return raw(name, out.put(']').toBytes());
  }

  /** An array of objects. */
  public JsonText putAll(String name, List<JsonText> values) {
    ByteSink out = new ByteSink(64).put('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      out.put(values.get(i).bytes());
    }
    return raw(name, out.put(']').toBytes());
  }

  public JsonText putNull(String name) {
    return raw(name, new ByteSink(4).ascii("null").toBytes());
  }

  /**
   * A value as given; it must be canonical JSON for the whole to be so. The order of {@link
   * String#compareTo} is that of RFC 8785 §3.2.3: UTF-16 code units.
   */
  public JsonText raw(String name, byte[] value) {
    int place = count;
    for (; place > 0; place--) {
      int order = name.compareTo(members[place - 1].name);
      if (order == 0) {
        throw new IllegalArgumentException(name + ": is set already");
      }
      if (order > 0) {
        break;
      }
    }
    if (count == members.length) {
      members = Arrays.copyOf(members, count * 2);
    }
    System.arraycopy(members, place, members, place + 1, count - place);
    members[place] = new Member(name, value);
    count++;
    return this;
  }

  public byte[] bytes() {
    int size = 2;
    for (int i = 0; i < count; i++) {
      size += members[i].name.length() + members[i].value.length + 4;
    }
    ByteSink out = new ByteSink(size).put('{');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.put(',');
      }
      out.string(members[i].name).put(':').put(members[i].value);
    }
    return out.put('}').toBytes();
  }
}
