package io.mcpguard.server.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A kind of value: how it is read, and how documentation and schema speak of it. */
interface Kind<T> {
  /** The value; empty when it is none of this kind, and {@code reading.problems()} says why. */
  Optional<T> read(Node node, String path, Reading reading);

  /**
   * As much of the value as can be read, so that what hangs on it can be checked all the same; what
   * cannot is in {@code reading.problems()}.
   */
  default Optional<T> readAsFarAsPossible(Node node, String path, Reading reading) {
    return read(node, path, reading);
  }

  /** What a reader of the documentation is told to write. */
  String words();

  /** The JSON Schema of such a value, as a tree of maps, lists and plain values. */
  Map<String, Object> schema();

  /** The sections inside. */
  default List<Section<?>> sections() {
    return List.of();
  }
}
