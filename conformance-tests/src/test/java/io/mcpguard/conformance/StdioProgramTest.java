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
import org.junit.jupiter.api.io.TempDir;

/** {@code stdio} as a host launches it: contracts §4. */
class StdioProgramTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String USER = ProcessHandle.current().info().user().orElseThrow();

  @TempDir private Path folder;

  @Test
  void aHostThatLaunchesItListsAndCallsThroughIt() throws Exception {
    configure();
    Path log = folder.resolve("stderr.log");
    List<String> command = Guard.line(folder, "stdio", "--server", "files");

    try (StdioSession host = StdioSession.launch(command, Map.of(), log)) {
      JsonNode welcome = host.initialize(PATIENCE);
      JsonNode tools = host.request("tools/list", "{}", PATIENCE);
      JsonNode called =
          host.request(
              "tools/call", "{\"name\":\"echo\",\"arguments\":{\"text\":\"hi\"}}", PATIENCE);

      assertThat(welcome.at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
      assertThat(tools.at("/result/tools").findValuesAsText("name")).contains("echo");
      assertThat(called.at("/result/content/0/text").asText()).isEqualTo("hi");
      assertThat(Files.readString(log))
          .contains("serving files on standard input and output, as " + USER);
    }
  }

  private void configure() throws Exception {
    Files.writeString(
        folder.resolve("guard.yaml"),
        """
        listen: { mcp: "127.0.0.1:8931", public-url: "http://127.0.0.1:8931" }
        trust-domain: test.mcp-guard
        data: "%s"
        users: { "%s": { may: [all] } }
        agents: { default: { ceiling: [all], max-instances: 10 } }
        upstreams: { files: { command: %s, allow-unconfined-child: true } }
        scopes: { all: { says: Everything, tools: ["files/*"] } }
        """
            .formatted(folder.resolve("data"), USER, words(StdioToolServer.command())));
  }

  private static String words(List<String> command) {
    return command.stream().collect(Collectors.joining("\", \"", "[\"", "\"]"));
  }
}
