package io.mcpguard.assertion.json;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes small objects of our own, always in canonical form (RFC 8785), whatever the order of
 * calls.
 */
public final class JsonText {
  private static final int USUAL_MEMBERS = 24;
  private static final int LONGEST_INTEGER = 17;

  private Member[] members = new Member[USUAL_MEMBERS];
  private int count;

  /** How many bytes it will have if nothing has to be escaped. */
  private int expected = 2;

  /** Writes itself in canonical form. */
  private interface Value {
    void write(ByteSink out);
  }

  private record Member(String name, Value value) {}

  private JsonText() {}

  /** An object without members. */
  public static JsonText object() {
    return new JsonText();
  }

  /** The bytes of an array of strings. */
  public static byte[] strings(List<String> values) {
    ByteSink out = new ByteSink(64);
    array(values, ByteSink::string, out);
    return out.toBytes();
  }

  /** A text; one with a lone surrogate is refused when the bytes are asked for. */
  public JsonText put(String name, String value) {
    return add(name, value.length() + 2, out -> out.string(value));
  }

  /** An integer within ±(2^53−1). */
  public JsonText put(String name, long value) {
    if (Math.abs(value) > (1L << 53) - 1) {
      throw new IllegalArgumentException(name + ": must lie within 2^53-1");
    }
    return add(name, LONGEST_INTEGER, out -> out.ascii(Long.toString(value)));
  }

  public JsonText put(String name, boolean value) {
    return add(name, LONGEST_INTEGER, out -> out.ascii(Boolean.toString(value)));
  }

  public JsonText put(String name, JsonText value) {
    return add(name, value.expected, value::write);
  }

  /** A value that was read, in canonical form. */
  public JsonText put(String name, JsonValue value) {
    return raw(name, Jcs.bytes(value));
  }

  /** An array of strings. */
  public JsonText put(String name, List<String> values) {
    int texts = values.stream().mapToInt(text -> text.length() + 3).sum();
    return add(name, texts + 2, out -> array(values, ByteSink::string, out));
  }

  /** An array of objects. */
  public JsonText putAll(String name, List<JsonText> values) {
    int objects = values.stream().mapToInt(value -> value.expected + 1).sum();
    return add(name, objects + 2, out -> array(values, (sink, value) -> value.write(sink), out));
  }

  private static <T> void array(List<T> values, BiConsumer<ByteSink, T> element, ByteSink out) {
    out.put('[');
    for (int i = 0; i < values.size(); i++) {
      if (i > 0) {
        out.put(',');
      }
      element.accept(out, values.get(i));
    }
    out.put(']');
  }

  public JsonText putNull(String name) {
    return add(name, "null".length(), out -> out.ascii("null"));
  }

  /** A value as given; it must be canonical JSON for the whole to be so. */
  public JsonText raw(String name, byte[] value) {
    return add(name, value.length, out -> out.put(value));
  }

  /**
   * Keeps the members in order: that of {@link String#compareTo} is that of RFC 8785 §3.2.3, UTF-16
   * code units.
   */
  private JsonText add(String name, int length, Value value) {
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
    expected += name.length() + "\"\":,".length() + length;
    count++;
    return this;
  }

  public byte[] bytes() {
    ByteSink out = new ByteSink(expected);
    write(out);
    return out.toBytes();
  }

  private void write(ByteSink out) {
    out.put('{');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        out.put(',');
      }
      out.string(members[i].name).put(':');
      members[i].value.write(out);
    }
    out.put('}');
  }
}
