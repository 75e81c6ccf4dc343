package io.mcpguard.conformance;

import io.mcpguard.testkit.FixtureServer;
import io.mcpguard.testkit.Received;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The calls that reached a server: many scenarios pass on any answer that has the right shape, so
 * that runs are compared by what arrived, too. Lists are filtered and may be remembered; calls are
 * not.
 */
final class Arrivals {
  private static final Set<String> CALLS =
      Set.of("tools/call", "resources/read", "prompts/get", "completion/complete");

  private Arrivals() {}

  /** Every call, in an order that two runs have in common. */
  static List<String> calls(FixtureServer server) {
    return server.received().stream()
        .filter(request -> CALLS.contains(request.rpcMethod()))
        .map(Arrivals::named)
        .sorted()
        .toList();
  }

  /** What was called at all: a bridge may ask more than once, and refuse what is malformed. */
  static Set<String> kinds(FixtureServer server) {
    return new TreeSet<>(calls(server));
  }

  private static String named(Received request) {
    return request.rpcMethod()
        + " "
        + request.json().at("/params/name").asText()
        + request.json().at("/params/uri").asText();
  }
}
