package io.mcpguard.server.config;

/**
 * A relaxation in force.
 *
 * @param key its key path
 * @param relaxation what is relaxed
 */
public record Relaxed(String key, Relaxation relaxation) {
  @Override
  public String toString() {
    return key + ": " + relaxation.means();
  }
}
