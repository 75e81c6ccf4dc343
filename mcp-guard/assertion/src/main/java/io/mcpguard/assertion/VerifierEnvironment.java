package io.mcpguard.assertion;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The verifier of a stdio child, configured by what the guard put into its environment. */
public final class VerifierEnvironment {
  private static final String SERVER = "MCP_GUARD_SERVER";
  private static final String TRUST_DOMAIN = "MCP_GUARD_TRUST_DOMAIN";
  private static final String ISSUER = "MCP_GUARD_ISSUER";
  private static final String KEYS = "MCP_GUARD_JWKS_FILE";

  private VerifierEnvironment() {}

  /**
   * A strict verifier with a replay memory of its own.
   *
   * @param environment as {@link System#getenv()} gives it
   * @throws IllegalArgumentException naming every variable that is missing, or when the key file is
   *     no key set
   * @throws java.io.UncheckedIOException when the key file cannot be read
   */
  public static AssertionVerifier verifier(Map<String, String> environment, InstantSource clock) {
    List<String> missing = new ArrayList<>();
    for (String name : List.of(SERVER, TRUST_DOMAIN, ISSUER, KEYS)) {
      if (environment.getOrDefault(name, "").isBlank()) {
        missing.add(name);
      }
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          String.join(", ", missing) + ": not set; start this server through mcp-guard");
    }
    return new AssertionVerifier(
        VerifierRules.strict(
            environment.getOrDefault(ISSUER, ""),
            environment.getOrDefault(TRUST_DOMAIN, ""),
            environment.getOrDefault(SERVER, "")),
        new KeyFile(Path.of(environment.getOrDefault(KEYS, "")), clock),
        new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock),
        clock);
  }
}
