package io.mcpguard.benchmarks;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A guard like that of {@link GuardConfiguration} with twenty upstreams that have 500 tools. */
final class FederatedConfiguration {
  static final String CHILD = "child";

  /** A tool as it is called where all upstreams are one. */
  static final String CALLED = GuardConfiguration.UPSTREAM + "__" + EchoAnswers.PLAIN;

  private static final int UPSTREAMS = 20;
  private static final int TOOLS = 500;

  /** The child has one, the echo tool server two. */
  private static final int FIRST = 2;

  private static final int TOOLS_OF_FIRST = 3;

  /** The last tool of the whole list. */
  static final String LAST =
      name(UPSTREAMS - 1) + "__" + EchoAnswers.tool(tools(UPSTREAMS - 1) - 1);

  private FederatedConfiguration() {}

  /** Writes {@code guard.yaml} and its policy, and returns the former. */
  static Path write(Path folder, URI echo, int mcpPort, int adminPort) throws IOException {
    StringBuilder all = new StringBuilder();
    all.append("  ").append(CHILD).append(": { command: ").append(child());
    all.append(", allow-unconfined-child: true }\n");
    all.append(upstream(GuardConfiguration.UPSTREAM, echo));
    for (int n = FIRST; n < UPSTREAMS; n++) {
      all.append(upstream(name(n), echo.resolve("/tools/" + tools(n))));
    }
    return GuardConfiguration.write(folder, "*", all.toString(), mcpPort, adminPort);
  }

  private static String upstream(String name, URI url) {
    return "  %s: { url: \"%s\", assertion: txn-token }\n".formatted(name, url);
  }

  private static String name(int n) {
    return "s%02d".formatted(n);
  }

  private static int tools(int n) {
    int left = TOOLS - TOOLS_OF_FIRST;
    int servers = UPSTREAMS - FIRST;
    return left / servers + (n - FIRST < left % servers ? 1 : 0);
  }

  /** A JVM with this module's own classes. */
  private static String child() {
    String classes =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> entry.contains("benchmarks"))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-Xmx32m",
            "-cp",
            classes,
            StdioEchoServer.class.getName());
    return command.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }
}
