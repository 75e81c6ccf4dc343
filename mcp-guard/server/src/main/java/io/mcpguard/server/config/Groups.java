package io.mcpguard.server.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The kinds of values that hold others: sequences, and mappings whose keys the operator chooses.
 */
final class Groups {
  private Groups() {}

  /** A sequence, possibly empty. */
  static <T> Kind<List<T>> listOf(Kind<T> element) {
    return new Kind<>() {
      @Override
      public Optional<List<T>> read(Node node, String path, Reading reading) {
        if (!(node instanceof Node.Items items)) {
          reading
              .problems()
              .add(path, "must be " + words() + ", written in brackets or with dashes");
          return Optional.empty();
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < items.values().size(); i++) {
          element.read(items.values().get(i), path + "[" + i + "]", reading).ifPresent(values::add);
        }
        return values.size() == items.values().size()
            ? Optional.of(List.copyOf(values))
            : Optional.empty();
      }

      @Override
      public String words() {
        return "a list, each " + element.words();
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("type", "array", "items", element.schema());
      }

      @Override
      public List<Section<?>> sections() {
        return element.sections();
      }
    };
  }

  /**
   * A mapping from names of the operator's choice, which {@code names} must match, in its order.
   */
  static <T> Kind<Map<String, T>> mapOf(String nameWords, Pattern names, Kind<T> value) {
    return new Kind<>() {
      @Override
      public Optional<Map<String, T>> read(Node node, String path, Reading reading) {
        int entries = node instanceof Node.Entries all ? all.values().size() : 0;
        return readAsFarAsPossible(node, path, reading).filter(map -> map.size() == entries);
      }

      @Override
      public Optional<Map<String, T>> readAsFarAsPossible(Node node, String path, Reading reading) {
        if (node instanceof Node.Nothing) {
          return Optional.of(Map.of());
        }
        if (!(node instanceof Node.Entries entries)) {
          reading.problems().add(path, "must be " + words());
          return Optional.empty();
        }
        Map<String, T> values = new LinkedHashMap<>();
        entries
            .values()
            .forEach((name, inner) ->
                one(name, inner, path, reading).ifPresent(v -> values.put(name, v)));
        return Optional.of(Collections.unmodifiableMap(values));
      }

      private Optional<T> one(String name, Node inner, String path, Reading reading) {
        String at = Section.join(path, name);
        Optional<T> read = value.read(inner, at, reading);
        if (!names.matcher(name).matches()) {
          reading.problems().add(at, "is no " + nameWords + "; it must match " + names.pattern());
          return Optional.empty();
        }
        return read;
      }

      @Override
      public String words() {
        return "a mapping from " + nameWords + " to " + value.words();
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of(
            "type", "object",
            "propertyNames", Map.of("pattern", "^(?:" + names.pattern() + ")$"),
            "additionalProperties", value.schema());
      }

      @Override
      public List<Section<?>> sections() {
        return value.sections();
      }
    };
  }

  /** A value that may be absent, as a list of at most one. */
  static <T> Kind<List<T>> one(Kind<T> value) {
    return new Kind<>() {
      @Override
      public Optional<List<T>> read(Node node, String path, Reading reading) {
        return value.read(node, path, reading).map(List::of);
      }

      @Override
      public String words() {
        return value.words();
      }

      @Override
      public Map<String, Object> schema() {
        return value.schema();
      }

      @Override
      public List<Section<?>> sections() {
        return value.sections();
      }
    };
  }

  /** One of the given words. */
  static <T> Kind<T> oneOf(Map<String, T> named, Map<String, String> notBuilt) {
    Map<String, T> words = new TreeMap<>(named);
    String known =
        "one of " + String.join(", ", words.keySet().stream().map(w -> "`" + w + "`").toList());
    return new Kind<>() {
      @Override
      public Optional<T> read(Node node, String path, Reading reading) {
        String text = node instanceof Node.Scalar scalar ? scalar.text() : "";
        Optional<T> value = Optional.ofNullable(words.get(text));
        if (value.isEmpty()) {
          reading
              .problems()
              .add(
                  path,
                  notBuilt.containsKey(text)
                      ? text + " is not built yet; " + notBuilt.get(text)
                      : "must be " + known);
        }
        return value;
      }

      @Override
      public String words() {
        return known;
      }

      @Override
      public Map<String, Object> schema() {
        return Map.of("enum", List.copyOf(words.keySet()));
      }
    };
  }
}
