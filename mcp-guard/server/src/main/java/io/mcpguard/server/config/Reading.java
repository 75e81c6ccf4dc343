package io.mcpguard.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a reader of values may turn to.
 *
 * @param directory where relative paths begin: the directory of the configuration file
 * @param environment the variables that {@code ${env:NAME}} may name
 * @param problems where to say what is wrong
 * @param sources where to keep what was read from files of settings
 */
record Reading(
    Path directory, Map<String, String> environment, Problems problems, Sources sources) {
  /** What {@code name} names, seen from the directory; empty where it can name nothing. */
  Optional<Path> named(String name, String key) {
    try {
      return Optional.of(directory.resolve(name));
    } catch (InvalidPathException noPath) {
      return problems.without(
          key,
          "has a character that no path has here; name it otherwise, or start the guard in a"
              + " UTF-8 locale");
    }
  }

  /** Nothing was read yet. */
  static Reading in(Path directory, Map<String, String> environment, Problems problems) {
    return new Reading(directory, environment, problems, new Sources());
  }
}
