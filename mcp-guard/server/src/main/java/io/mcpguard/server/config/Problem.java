package io.mcpguard.server.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param key the key path at fault, such as {@code upstreams.files.command}
 * @param text the fault and the remedy; never a secret
 */
public record Problem(String key, String text) {
  @Override
  public String toString() {
    return key + ": " + text;
  }
}
