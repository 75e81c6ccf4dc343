package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.DualEraFixtureServer;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.StdioToolServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The tool servers of the matrix, those over HTTP running, those on stdio as commands that a guard
 * starts; and what can be done with each, as {@code matrix.json} says.
 */
final class MatrixServers implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String SCOPED = "/mcp";
  private static final String OFFICIAL = "@modelcontextprotocol/server-";
  private static final int LARGE = 2_000_000;

  /** What ends with us. */
  private interface Running {
    void close();
  }

  private final Path folder;
  private final JsonNode operations = operations();
  private final Map<String, String> configured = new LinkedHashMap<>();
  private final Map<String, ObjectNode> known = new LinkedHashMap<>();
  private final List<Running> running = new ArrayList<>();

  private MatrixServers(Path folder) {
    this.folder = folder;
  }

  /** Starts them, and makes what they serve. */
  static MatrixServers start(Path folder) throws Exception {
    MatrixServers servers = new MatrixServers(folder.toRealPath());
    servers.makeFiles();
    servers.startOfficial();
    servers.startOthers();
    return servers;
  }

  private void makeFiles() throws IOException {
    Files.createDirectories(docs());
    Files.writeString(docs().resolve("note.txt"), "written by nobody here");
    Files.writeString(docs().resolve("big.txt"), "x".repeat(LARGE));
    Files.writeString(
        folder.resolve("memory.jsonl"),
        "{\"type\":\"entity\",\"name\":\"large\",\"entityType\":\"t\",\"observations\":[\""
            + "x".repeat(LARGE)
            + "\"]}\n");
  }

  private void startOfficial() throws Exception {
    String everything = OFFICIAL + "everything/dist/index.js";
    int port = Ports.free();
    Map<String, String> listening = Map.of("PORT", Integer.toString(port));
    start(NodePrograms.command(everything, "streamableHttp"), listening, port);
    overHttp("everything-http", "everything", URI.create("http://127.0.0.1:" + port + SCOPED));
    onStdio("everything", "everything", NodePrograms.command(everything, "stdio"), "");
    onStdio(
        "filesystem",
        "filesystem",
        NodePrograms.command(OFFICIAL + "filesystem/dist/index.js", docs().toString()),
        "");
    onStdio(
        "memory",
        "memory",
        NodePrograms.command(OFFICIAL + "memory/dist/index.js"),
        "MEMORY_FILE_PATH: \"" + folder.resolve("memory.jsonl") + "\"");
  }

  private void startOthers() throws Exception {
    int port = Ports.free();
    start(NodePrograms.own("matrix/server.mjs", Integer.toString(port)), Map.of(), port);
    overHttp("typescript-http", "sdk", URI.create("http://127.0.0.1:" + port + SCOPED));
    onStdio("typescript", "sdk", NodePrograms.own("matrix/server.mjs"), "");
    JavaSdkServer java = JavaSdkServer.start();
    running.add(java::close);
    overHttp("java-http", "sdk", java.url());
    onStdio("java", "sdk", JavaSdkServer.command(), "");
    List.of("java-http", "java").forEach(this::countsNoCancellations);
    LegacyFixtureServer legacy = LegacyFixtureServer.start();
    ModernFixtureServer modern = ModernFixtureServer.start();
    DualEraFixtureServer dual = DualEraFixtureServer.start();
    running.addAll(List.of(legacy::close, modern::close, dual::close));
    overHttp("fixture-2025-11-25", "fixture", legacy.url());
    overHttp("fixture-2026-07-28", "fixture", modern.url());
    overHttp("fixture-both", "fixture", dual.url());
    onStdio("fixture-stdio", "child", StdioToolServer.command(), "");
    onStdio(
        "fixture-2025-11-25-stdio",
        "fixture",
        NodePrograms.command(
            "mcp-remote/dist/proxy.js", legacy.url().toString(), "--transport", "http-only"),
        "MCP_REMOTE_CONFIG_DIR: \"" + folder.resolve("remote") + "\"");
  }

  private void start(List<String> command, Map<String, String> environment, int port)
      throws Exception {
    Child child = Child.start(command, folder, environment);
    running.add(child::close);
    Waiting.until(child, PATIENCE, () -> connected(port));
  }

  private static Optional<Integer> connected(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return Optional.of(port);
    } catch (IOException notYet) {
      return Optional.empty();
    }
  }

  private void overHttp(String name, String kind, URI url) {
    configured.put(name, "url: \"" + url + "\", assertion: txn-token");
    know(name, kind);
  }

  private void onStdio(String name, String kind, List<String> command, String environment) {
    configured.put(
        name,
        "command: [\""
            + String.join("\", \"", command)
            + "\"], allow-unconfined-child: true, env: { "
            + environment
            + " }");
    know(name, kind);
  }

  private void know(String name, String kind) {
    String text = operations.path(kind).toString().replace("$DOCS", docs().toString());
    known.put(name, (ObjectNode) Json.read(text));
  }

  /** The SDK does not tell a tool that its call was taken back. */
  private void countsNoCancellations(String server) {
    if (Objects.requireNonNull(known.get(server)).get("cancel") instanceof ObjectNode cancel) {
      cancel.remove("counted");
    }
  }

  private Path docs() {
    return folder.resolve("docs");
  }

  /** Their names, in order. */
  List<String> names() {
    return List.copyOf(known.keySet());
  }

  /** What can be done with one of them. */
  ObjectNode operations(String server) {
    return Objects.requireNonNull(known.get(server)).deepCopy();
  }

  /** Whether a guard launches it. */
  boolean isChild(String server) {
    return Objects.requireNonNull(configured.get(server)).startsWith("command:");
  }

  /** The guard's configuration for all of them, whose user is {@code user}. */
  String configuration(String user) {
    String upstreams =
        configured.entrySet().stream()
            .map(one ->
                "  %s: { %s, may-ask: [elicitation, sampling, roots] }%n"
                    .formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining());
    return """
    users: { "%s": { may: [all] } }
    agents: { default: { ceiling: [all], max-instances: 50 } }
    upstreams:
    %sscopes: { all: { says: "All", tools: [%s], resources: [%s], prompts: [%s] } }
    clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
    default-scope: [all]
    # However busy the machine is, no login ends on the way.
    tokens: { access: 1h }
    # Here one agent is what a dozen hosts would be.
    limits: { streams-per-agent: 500 }
    """
        .formatted(user, upstreams, each("/*"), each("/**"), each("/*"));
  }

  private String each(String pattern) {
    return known.keySet().stream()
        .map(name -> "\"" + name + pattern + "\"")
        .collect(Collectors.joining(", "));
  }

  @Override
  public void close() {
    running.forEach(Running::close);
  }

  private static JsonNode operations() {
    try (InputStream in =
        Objects.requireNonNull(MatrixServers.class.getResourceAsStream("/matrix.json"))) {
      return Json.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException("matrix.json cannot be read", e);
    }
  }
}
