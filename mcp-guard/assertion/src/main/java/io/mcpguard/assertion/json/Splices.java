package io.mcpguard.assertion.json;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Edits of a document that leave every other byte as it came.
 *
 * <p>Values that are set are written as given and must be JSON. Two edits may not overlap. Not for
 * use by several threads.
 */
public final class Splices {
  private static final class Edit {
    final int from;
    final int to;
    final byte[] with;

    Edit(int from, int to, byte[] with) {
      this.from = from;
      this.to = to;
      this.with = with;
    }

    int from() {
      return from;
    }

    int to() {
      return to;
    }
  }

  private final byte[] bytes;
  private final List<Edit> edits = new ArrayList<>();
  private final Map<JsonObject, MemberEdits> objects = new LinkedHashMap<>();

  private Splices(byte[] bytes) {
    this.bytes = bytes;
  }

  /** No edits yet. */
  public static Splices of(JsonDocument document) {
    return new Splices(document.bytes());
  }

  /** Puts other bytes in a value's place. */
  public Splices replace(JsonValue old, byte[] with) {
    edits.add(new Edit(old.start(), old.end(), with));
    return this;
  }

  /** Takes a member and its comma away; nothing happens where there is none. */
  public Splices remove(JsonObject in, String member) {
    edits(in).remove(member);
    return this;
  }

  /** Gives a member a value; one that is not there yet comes last. */
  public Splices set(JsonObject in, String member, byte[] value) {
    edits(in).set(member, value);
    return this;
  }

  private MemberEdits edits(JsonObject in) {
    return objects.computeIfAbsent(in, MemberEdits::new);
  }

  /**
   * The document with all edits.
   *
   * @throws IllegalStateException when edits overlap
   */
  public byte[] apply() {
    List<Edit> all = new ArrayList<>(edits);
    for (MemberEdits object : objects.values()) {
      object.collect((from, to, with) -> all.add(new Edit(from, to, with)));
    }
    all.sort(Comparator.comparingInt(Edit::from).thenComparingInt(Edit::to));
    ByteSink out = new ByteSink(bytes.length + 256);
    int done = 0;
    for (Edit edit : all) {
      if (edit.from < done) {
        throw new IllegalStateException("two edits of one document overlap at byte " + done);
      }
      out.put(bytes, done, edit.from).put(edit.with);
      done = edit.to;
    }
    return out.put(bytes, done, bytes.length).toBytes();
  }

  /** Takes one edit of the bytes {@code [from, to)}. */
  interface Collector {
    void add(int from, int to, byte[] with);
  }

  static byte[] member(String name, byte[] value, String before) {
    return new ByteSink(value.length + name.length() + 4)
        .put(before.getBytes(StandardCharsets.US_ASCII))
        .string(name)
        .put(':')
        .put(value)
        .toBytes();
  }
}
