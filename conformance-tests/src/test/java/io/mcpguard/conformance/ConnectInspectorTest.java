package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.BrowserProgram;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client that nobody here wrote launches {@code connect} and calls through it, in both eras. */
@NeedsNode
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConnectInspectorTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String INSPECTOR =
      "@modelcontextprotocol/inspector/clients/launcher/build/index.js";

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;

  @BeforeAll
  void start() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "modern"})
  void inspectorCallsThroughIt(String era) throws Exception {
    Path browser = BrowserProgram.script(folder, Guard.USER, Guard.PASSWORD);
    Path config = Files.createTempFile(folder, "inspector", ".json");
    Files.writeString(config, hosts(era, browser).toString());
    List<String> command =
        NodePrograms.command(
            INSPECTOR,
            "--cli",
            "--config",
            config.toString(),
            "--server",
            "guarded",
            "--format",
            "json",
            "--quiet",
            "--connect-timeout",
            Long.toString(PATIENCE.toMillis()),
            "--method",
            "tools/call",
            "--tool-name",
            "echo",
            "--tool-args-json",
            "{\"text\":\"hello\"}");

    Finished finished = Child.run(command, folder, environment(), PATIENCE);

    assertThat(finished.exit()).as(finished.said() + guard.said()).isZero();
    assertThat(Json.read(finished.out()).findValuesAsText("text")).contains("hello");
  }

  private ObjectNode hosts(String era, Path browser) {
    List<String> line =
        Guard.program(
            "connect",
            "--state",
            folder.resolve("state").toString(),
            guard.endpoint("echo").toString());
    ObjectNode server = Json.object().put("type", "stdio").put("command", line.getFirst());
    ArrayNode arguments = server.putArray("args");
    line.stream().skip(1).forEach(arguments::add);
    server.put("protocolEra", era).putObject("env").put("BROWSER", browser.toString());
    ObjectNode hosts = Json.object();
    hosts.putObject("mcpServers").set("guarded", server);
    return hosts;
  }

  private static Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(NodePrograms.path());
    environment.put("HOME", folder.toString());
    environment.put("MCP_STORAGE_DIR", folder.resolve("inspector").toString());
    return environment;
  }
}
