package io.mcpguard.catalog;

import java.util.Set;

/**
 * One tool server behind the guard.
 *
 * @param name its name in the configuration, and in {@code /mcp/{name}}
 * @param resource the endpoint's canonical URI, the audience of its access tokens (RFC 8707)
 * @param server the tool server's own canonical URI, as its verifier knows itself
 * @param mayAsk the requests it may make to a client: {@code sampling}, {@code elicitation}, {@code
 *     roots}
 * @param elicitationHosts the hosts that a URL elicitation may lead to, over https
 */
public record Upstream(
    String name, String resource, String server, Set<String> mayAsk, Set<String> elicitationHosts) {
  public Upstream {
    mayAsk = Set.copyOf(mayAsk);
    elicitationHosts = Set.copyOf(elicitationHosts);
  }

  /** The endpoint where all tool servers are one; it has no name, and asks nothing itself. */
  public static Upstream federated(String resource) {
    return new Upstream("", resource, resource, Set.of(), Set.of());
  }

  /** Whether it stands for all tool servers. */
  public boolean isFederated() {
    return name.isEmpty();
  }
}
