package io.mcpguard.policy;

/**
 * What is called.
 *
 * @param server the upstream's name in the configuration
 * @param kind tool, resource or prompt
 * @param name the upstream's own name of it; a resource's URI
 * @param arguments the arguments, or that they are not known yet
 */
public record PolicyTarget(String server, TargetKind kind, String name, Arguments arguments) {
  /** What patterns of targets are compared with. */
  String path() {
    return server + "/" + name;
  }
}
