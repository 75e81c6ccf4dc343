package io.mcpguard.server.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** A mapping with known keys that becomes one record. */
final class Section<T> implements Kind<T> {
  private final String title;
  private final List<Key<?>> keys;
  private final Map<String, String> notBuilt;
  private final Function<Values, T> make;

  /** The values of a section's keys. */
  static final class Values {
    private final Map<Key<?>, Object> read = new HashMap<>();

    /** What stands at {@code key}, or what holds without it. */
    @SuppressWarnings("unchecked") // only put below puts, and it puts what the key's kind read
    <V> V at(Key<V> key) {
      Object value = read.get(key);
      if (value == null) {
        throw new IllegalStateException(key.name() + " is not a key of this section");
      }
      return (V) value;
    }

    private <V> void put(Key<V> key, V value) {
      read.put(key, value);
    }
  }

  private Section(
      String title, List<Key<?>> keys, Map<String, String> notBuilt, Function<Values, T> make) {
    this.title = title;
    this.keys = keys;
    this.notBuilt = notBuilt;
    this.make = make;
  }

  /** A section under {@code title} in the documentation. */
  static <T> Section<T> of(String title, List<Key<?>> keys, Function<Values, T> make) {
    return new Section<>(title, List.copyOf(keys), Map.of(), make);
  }

  /** The same section, where {@code key} is answered by what to do until it is built. */
  Section<T> notBuilt(String key, String meanwhile) {
    Map<String, String> more = new LinkedHashMap<>(notBuilt);
    more.put(key, meanwhile);
    return new Section<>(title, keys, more, make);
  }

  String title() {
    return title;
  }

  List<Key<?>> keys() {
    return keys;
  }

  @Override
  public Optional<T> read(Node node, String path, Reading reading) {
    return switch (node) {
      case Node.Entries entries -> entries(entries, path, reading);
      case Node.Nothing nothing -> entries(new Node.Entries(Map.of()), path, reading);
      case Node.Scalar scalar -> mapping(path, reading);
      case Node.Items items -> mapping(path, reading);
    };
  }

  private Optional<T> mapping(String path, Reading reading) {
    reading.problems().add(path, "must be a mapping of keys");
    return Optional.empty();
  }

  /**
   * What of a section could be read.
   *
   * @param value the section, with what holds without them in the place of unreadable values
   * @param unread the keys whose values are not, or not wholly, what the operator wrote
   */
  record Part<T>(T value, Set<String> unread) {}

  /** As much of the section as can be read; empty where a key that must be there cannot. */
  Optional<Part<T>> readPart(Node.Entries entries, String path, Reading reading) {
    refuseUnknown(entries, path, reading);
    Values values = new Values();
    Set<String> unread = new HashSet<>();
    boolean complete = true;
    for (Key<?> key : keys) {
      int before = reading.problems().count();
      complete &= readKeyAsFarAsPossible(key, entries, path, reading, values);
      if (reading.problems().count() > before) {
        unread.add(key.name());
      }
    }
    return complete ? Optional.of(new Part<>(make.apply(values), unread)) : Optional.empty();
  }

  @Override
  public Optional<T> readAsFarAsPossible(Node node, String path, Reading reading) {
    return node instanceof Node.Entries entries
        ? readPart(entries, path, reading).map(Part::value)
        : read(node, path, reading);
  }

  private static <V> boolean readKeyAsFarAsPossible(
      Key<V> key, Node.Entries entries, String path, Reading reading, Values values) {
    Optional<Node> node = Optional.ofNullable(entries.values().get(key.name()));
    Optional<V> read =
        node.flatMap(n -> key.kind().readAsFarAsPossible(n, join(path, key.name()), reading));
    if (node.isEmpty() && key.fallback().isEmpty()) {
      missing(key, join(path, key.name()), reading);
    }
    Optional<V> value = read.or(key::fallback).or(key::standIn);
    value.ifPresent(present -> values.put(key, present));
    return value.isPresent();
  }

  private static void missing(Key<?> key, String at, Reading reading) {
    reading.problems().add(at, "is missing; write " + key.kind().words());
  }

  private Optional<T> entries(Node.Entries entries, String path, Reading reading) {
    refuseUnknown(entries, path, reading);
    Values values = new Values();
    boolean complete = true;
    for (Key<?> key : keys) {
      complete &= readKey(key, entries, path, reading, values);
    }
    return complete ? Optional.of(make.apply(values)) : Optional.empty();
  }

  private static <V> boolean readKey(
      Key<V> key, Node.Entries entries, String path, Reading reading, Values values) {
    String at = join(path, key.name());
    Node node = entries.values().get(key.name());
    if (node == null) {
      if (key.fallback().isEmpty()) {
        missing(key, at, reading);
      }
      key.fallback().ifPresent(fallback -> values.put(key, fallback));
      return key.fallback().isPresent();
    }
    Optional<V> value = key.kind().read(node, at, reading);
    value.ifPresent(present -> values.put(key, present));
    return value.isPresent();
  }

  private void refuseUnknown(Node.Entries entries, String path, Reading reading) {
    List<String> known = keys.stream().map(Key::name).toList();
    for (String name : entries.values().keySet()) {
      String at = join(path, name);
      if (notBuilt.containsKey(name)) {
        reading.problems().add(at, "is not built yet; " + notBuilt.get(name));
      } else if (!known.contains(name)) {
        reading.problems().add(at, Nearest.unknown("key", name, known));
      }
    }
  }

  static String join(String path, String name) {
    String shown = name.isEmpty() ? "\"\"" : name;
    return path.isEmpty() || path.endsWith("#") ? path + shown : path + "." + shown;
  }

  @Override
  public String words() {
    return "a mapping, see ["
        + title
        + "](#"
        + title.replace(" ", "-").toLowerCase(java.util.Locale.ROOT)
        + ")";
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (Key<?> key : keys) {
      // Map.of has another order in each JVM; by name the file stays the same.
      Map<String, Object> property = new TreeMap<>(key.kind().schema());
      property.put("description", key.meaning());
      properties.put(key.name(), property);
      if (key.fallback().isEmpty()) {
        required.add(key.name());
      }
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    schema.put("properties", properties);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }

  @Override
  public List<Section<?>> sections() {
    List<Section<?>> all = new ArrayList<>();
    all.add(this);
    keys.forEach(key -> all.addAll(key.kind().sections()));
    return all;
  }
}
