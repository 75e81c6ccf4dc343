package io.mcpguard.server.config;

import java.nio.file.Path;

/**
 * The keys with which a tool server signs its results, where it does.
 *
 * @param file a JSON Web Key Set with public keys; an empty path when nothing is signed
 */
public record ResultKeys(Path file) {
  /** Results are not signed. */
  public static ResultKeys none() {
    return new ResultKeys(Path.of(""));
  }

  /** True when results are signed. */
  public boolean isPresent() {
    return !file.toString().isEmpty();
  }
}
