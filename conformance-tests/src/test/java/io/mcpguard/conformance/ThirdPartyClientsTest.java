package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.BrowserProgram;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients and tool servers nobody here wrote: they log a person in by PKCE through the pages that
 * people see and call tools through the guard, registered by themselves and registered beforehand.
 */
@NeedsNode
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ThirdPartyClientsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String REMOTE = "mcp-remote/dist/proxy.js";
  private static final String INSPECTOR =
      "@modelcontextprotocol/inspector/clients/launcher/build/index.js";
  private static final String EVERYTHING = "@modelcontextprotocol/server-everything/dist/index.js";
  private static final String FILESYSTEM = "@modelcontextprotocol/server-filesystem/dist/index.js";

  @TempDir private static Path folder;
  private Child everything;
  private Guard guard;
  private Path docs;

  @BeforeAll
  void start() throws Exception {
    docs = Files.createDirectory(folder.resolve("docs")).toRealPath();
    Files.writeString(docs.resolve("note.txt"), "written by nobody here");
    int port = Ports.free();
    everything =
        Child.start(
            NodePrograms.command(EVERYTHING, "streamableHttp"),
            folder,
            Map.of("PORT", Integer.toString(port)));
    awaitListening(port);
    guard = Guard.serving(folder, configuration(port));
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    everything.close();
  }

  private String configuration(int everythingPort) {
    return """
    users: { alice: { may: [echo, read] } }
    agents: { default: { ceiling: [echo, read], max-instances: 50 } }
    upstreams:
      everything-http: { url: "http://127.0.0.1:%d/mcp", assertion: txn-token }
      everything: { command: %s, allow-unconfined-child: true }
      files: { command: %s, allow-unconfined-child: true }
    scopes:
      echo: { says: "Echo a text", tools: ["everything/echo", "everything-http/echo"] }
      read: { says: "Read files", tools: ["files/read_text_file", "files/list_directory"] }
    clients:
      remote: { redirect-uris: ["http://127.0.0.1/oauth/callback"] }
      inspector: { redirect-uris: ["http://127.0.0.1/oauth/callback"] }
    default-scope: [echo, read]
    """
        .formatted(
            everythingPort,
            list(NodePrograms.command(EVERYTHING, "stdio")),
            list(NodePrograms.command(FILESYSTEM, docs.toString())));
  }

  @Test
  void mcpRemoteRegistersItselfAndCallsEverythingOverHttp() throws Exception {
    assertThat(remote("everything-http", List.of(), "echo", "{\"message\":\"hello\"}"))
        .isEqualTo("Echo: hello");
  }

  @Test
  void mcpRemoteRegistersItselfAndCallsEverythingOnStdio() throws Exception {
    assertThat(remote("everything", List.of(), "echo", "{\"message\":\"hello\"}"))
        .isEqualTo("Echo: hello");
  }

  @Test
  void mcpRemoteRegisteredBeforehandReadsAFile() throws Exception {
    List<String> registered = List.of("--static-oauth-client-info", "{\"client_id\":\"remote\"}");

    assertThat(remote("files", registered, "read_text_file", path("note.txt")))
        .isEqualTo("written by nobody here");
  }

  @Test
  void inspectorRegistersItselfAndCallsEverythingOverHttp() throws Exception {
    assertThat(inspector("everything-http", List.of(), "echo", "{\"message\":\"hello\"}"))
        .isEqualTo("Echo: hello");
  }

  @Test
  void inspectorRegistersItselfAndCallsEverythingOnStdio() throws Exception {
    assertThat(inspector("everything", List.of(), "echo", "{\"message\":\"hello\"}"))
        .isEqualTo("Echo: hello");
  }

  @Test
  void inspectorRegisteredBeforehandReadsAFile() throws Exception {
    List<String> registered = List.of("--client-id", "inspector");

    assertThat(inspector("files", registered, "read_text_file", path("note.txt")))
        .isEqualTo("written by nobody here");
  }

  /** Calls one tool through mcp-remote as a desktop host would: a command on standard input. */
  private String remote(String server, List<String> more, String tool, String arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            NodePrograms.command(
                REMOTE,
                guard.endpoint(server).toString(),
                Integer.toString(Ports.free()),
                "--host",
                "127.0.0.1",
                "--transport",
                "http-only"));
    command.addAll(more);
    try (StdioSession host =
        StdioSession.launch(command, environment(), folder.resolve("mcp-remote.log"))) {
      host.initialize(PATIENCE);
      JsonNode answer =
          host.request(
              "tools/call",
              "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}",
              PATIENCE);
      return text(answer.path("result"), answer.toString());
    }
  }

  /** Calls one tool through the Inspector's command line. */
  private String inspector(String server, List<String> more, String tool, String arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            NodePrograms.command(
                INSPECTOR,
                "--cli",
                "--server-url",
                guard.endpoint(server).toString(),
                "--transport",
                "http",
                "--callback-url",
                "http://127.0.0.1:0/oauth/callback",
                "--connect-timeout",
                Long.toString(PATIENCE.toMillis()),
                "--format",
                "json",
                "--quiet",
                "--method",
                "tools/call",
                "--tool-name",
                tool,
                "--tool-args-json",
                arguments));
    command.addAll(more);
    Finished finished = Child.run(command, folder, environment(), PATIENCE);
    assertThat(finished.exit()).as(finished.said() + browser() + guard.said()).isZero();
    JsonNode answer = Json.read(finished.out());
    return text(answer.has("result") ? answer.path("result") : answer, finished.said());
  }

  private static String text(JsonNode result, String otherwise) {
    String text = result.at("/content/0/text").asText();
    return text.isEmpty() ? otherwise : text;
  }

  private Map<String, String> environment() throws IOException {
    Map<String, String> environment = new HashMap<>(NodePrograms.path());
    environment.put("BROWSER", BrowserProgram.script(folder, "alice", Guard.PASSWORD).toString());
    environment.put("HOME", folder.toString());
    environment.put("MCP_AUTO_OPEN_ENABLED", "true");
    environment.put("MCP_STORAGE_DIR", folder.resolve("inspector").toString());
    environment.put("MCP_REMOTE_CONFIG_DIR", folder.resolve("mcp-remote").toString());
    return environment;
  }

  private String browser() throws IOException {
    Path log = folder.resolve("browser.log");
    return Files.exists(log) ? Files.readString(log) : "the browser was not started";
  }

  private String path(String name) {
    return "{\"path\":\"" + docs.resolve(name) + "\"}";
  }

  private static String list(List<String> command) {
    return "[\"" + String.join("\", \"", command) + "\"]";
  }

  private void awaitListening(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
            .timeout(PATIENCE)
            .build();
    HttpClient http = HttpClient.newHttpClient();
    Waiting.until(everything, PATIENCE, () -> answer(http, request));
  }

  private static Optional<Integer> answer(HttpClient http, HttpRequest request)
      throws InterruptedException {
    try {
      return Optional.of(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode());
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }
}
