package io.mcpguard.server.config;

import java.nio.file.Path;
import java.util.Map;

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
  /** Nothing was read yet. */
  static Reading in(Path directory, Map<String, String> environment, Problems problems) {
    return new Reading(directory, environment, problems, new Sources());
  }
}
