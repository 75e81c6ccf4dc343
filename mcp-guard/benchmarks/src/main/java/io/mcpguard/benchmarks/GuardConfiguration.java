package io.mcpguard.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A guard with everything on: scopes, a hundred rules with conditions, a quota, ES256 assertions.
 */
final class GuardConfiguration {
  static final String UPSTREAM = "echo";
  static final String USER = "alice";
  static final String SCOPE = "echo.call";

  /** Rules for the tool that is called: their conditions are evaluated on every call. */
  private static final int MATCHING_RULES = 10;

  private static final int ALL_RULES = 100;

  private GuardConfiguration() {}

  /** Writes {@code guard.yaml} and its policy, and returns the former. */
  static Path write(Path folder, URI upstream, int mcpPort, int adminPort) throws IOException {
    String only = "  %s: { url: %s, assertion: txn-token }\n".formatted(UPSTREAM, upstream);
    return write(folder, UPSTREAM, only, mcpPort, adminPort);
  }

  /** The same for other upstreams, whose names match {@code servers}. */
  static Path write(Path folder, String servers, String upstreams, int mcpPort, int adminPort)
      throws IOException {
    Files.writeString(folder.resolve("policy.yaml"), policy(servers));
    Path file = folder.resolve("guard.yaml");
    Files.writeString(
        file,
        """
        listen:
          mcp: 127.0.0.1:%1$d
          admin: 127.0.0.1:%2$d
          public-url: http://127.0.0.1:%1$d
        trust-domain: load.test
        trust-domain-hosts: [127.0.0.1]
        data: %3$s/data
        authorization: { embedded: {} }
        users: { %4$s: { may: [%5$s] } }
        agents: { default: { ceiling: [%5$s], max-instances: 10 } }
        upstreams:
        %7$s
        scopes:
          %5$s: { says: "Call the echo", tools: ["%6$s/*"] }
        policy: [policy.yaml]
        quotas: [{ per: [agent, tool], tools: ["%6$s/*"], limit: 1000000/1s }]
        default-scope: [%5$s]
        tokens: { access: 1h }
        """
            .formatted(mcpPort, adminPort, folder, USER, SCOPE, servers, upstreams));
    return file;
  }

  /** One permit, forbids that match the call and must be evaluated, and forbids for other tools. */
  private static String policy(String servers) {
    String forbids =
        IntStream.range(1, ALL_RULES)
            .mapToObj(n -> forbid(n, servers))
            .collect(Collectors.joining());
    return """
    rules:
      - permit: { scopes: [%1$s], tools: ["%2$s/*"] }
        when: size(args.q) < 100 && user.startsWith("%3$s")
    """
            .formatted(SCOPE, servers, USER.substring(0, 1))
        + forbids;
  }

  private static String forbid(int n, String servers) {
    String tool =
        n < MATCHING_RULES
            ? "\"%1$s/%2$s\", \"%1$s/%3$s\""
                .formatted(servers, EchoAnswers.PLAIN, EchoAnswers.TELLING)
            : "\"" + servers + "/other_" + n + "\"";
    return """
      - forbid: { tools: [%s] }
        when: args.q == "forbidden-%d" || size(args.q) > %d
    """
        .formatted(tool, n, 1000 + n);
  }
}
