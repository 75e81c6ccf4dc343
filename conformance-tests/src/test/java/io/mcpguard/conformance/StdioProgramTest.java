package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.StdioToolServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** {@code stdio} as a host launches it: contracts §4. */
class StdioProgramTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String ECHO = "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}";
  private static final String USER = ProcessHandle.current().info().user().orElseThrow();

  /** The guard of the last host may still be writing when the test is over. */
  @TempDir(cleanup = CleanupMode.NEVER)
  private Path folder;

  @Test
  void aHostThatLaunchesItListsAndCallsThroughIt() throws Exception {
    configure();
    Path log = folder.resolve("stderr.log");

    try (StdioSession host = StdioSession.launch(launching(), Map.of(), log)) {
      JsonNode welcome = host.initialize(PATIENCE);
      JsonNode tools = host.request("tools/list", "{}", PATIENCE);
      JsonNode called = host.request("tools/call", ECHO, PATIENCE);

      assertThat(welcome.at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
      assertThat(tools.at("/result/tools").findValuesAsText("name")).contains("echo");
      assertThat(called.at("/result/content/0/text").asText()).isEqualTo("hi");
      assertThat(Files.readString(log))
          .contains("serving files on standard input and output, as " + USER);
    }
  }

  @Test
  void aSecondHostIsServedByTheGuardThatTheFirstLaunched() throws Exception {
    configure();
    Path log = folder.resolve("second.log");

    try (StdioSession first =
        StdioSession.launch(launching(), Map.of(), folder.resolve("first.log"))) {
      first.initialize(PATIENCE);

      try (StdioSession second = StdioSession.launch(launching(), Map.of(), log)) {
        second.initialize(PATIENCE);
        JsonNode called = second.request("tools/call", ECHO, PATIENCE);

        assertThat(called.at("/result/content/0/text").asText()).isEqualTo("hi");
        assertThat(Files.readString(log)).contains("as " + USER + ", through the guard that runs");
      }
    }
  }

  @Test
  void aHostIsServedByTheServerThatRuns() throws Exception {
    Path log = folder.resolve("stderr.log");
    String users = "users: { alice: { may: [all] }, \"%s\": { may: [all] } }".formatted(USER);

    try (Guard guard = Guard.serving(folder, users + "\n" + rest());
        StdioSession host = StdioSession.launch(launching(), Map.of(), log)) {
      host.initialize(PATIENCE);
      JsonNode called = host.request("tools/call", ECHO, PATIENCE);
      JsonNode decision =
          new LedgerLeaves(guard.ledger())
              .awaitDecision(called.at("/result/_meta/io.mcpguard~1receipt/txn").asText());

      assertThat(called.at("/result/content/0/text").asText()).isEqualTo("hi");
      assertThat(decision.at("/agent/id").asText()).isEqualTo("stdio");
      assertThat(Files.readString(log)).contains("as " + USER + ", through the guard that runs");
    }
  }

  private List<String> launching() {
    return Guard.line(folder, "stdio", "--server", "files");
  }

  private void configure() throws Exception {
    Files.writeString(
        folder.resolve("guard.yaml"),
        """
        listen: { mcp: "127.0.0.1:8931", public-url: "http://127.0.0.1:8931" }
        trust-domain: test.mcp-guard
        data: "%s"
        users: { "%s": { may: [all] } }
        %s
        """
            .formatted(folder.resolve("data"), USER, rest()));
  }

  private static String rest() {
    return """
    agents: { default: { ceiling: [all], max-instances: 10 } }
    upstreams: { files: { command: %s, allow-unconfined-child: true } }
    scopes: { all: { says: Everything, tools: ["files/*"] } }
    """
        .formatted(words(StdioToolServer.command()));
  }

  private static String words(List<String> command) {
    return command.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }
}
