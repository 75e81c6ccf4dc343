package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.conformance.Document.Block;
import io.mcpguard.testkit.Browser;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.ScriptedAgent;
import io.mcpguard.testkit.ScriptedClient;
import io.mcpguard.testkit.StdioToolServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Somebody who follows a document from top to bottom in an empty folder: writes its files and runs
 * its commands, line by line. A line that nothing here runs fails.
 *
 * <p>The launcher's command runs as a child of this build's own classes. Two things differ from
 * what is written: the ports, and the tool server that npm would fetch.
 */
final class Newcomer implements AutoCloseable {
  private static final String LAUNCHER = "mcp-guard/bin/mcp-guard";
  private static final String USER = "alice";
  private static final String PASSWORD = "correct horse battery staple";
  private static final int UNKNOWN_TOOL = -32602;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final Path here;
  private final int port;
  private final List<Child> running = new ArrayList<>();

  Newcomer(Path here) throws IOException {
    this.here = here;
    this.port = Ports.free();
  }

  /** The name under which a reader would save a block. */
  static String fileOf(Block block) {
    return block.text().startsWith("rules:") ? "policy.yaml" : "guard.yaml";
  }

  /** Does what a block asks for. */
  void take(Block block) throws Exception {
    switch (block.language()) {
      case "yaml" -> Files.writeString(here.resolve(fileOf(block)), runnable(block.text()));
      case "sh" -> {
        for (String line : block.text().lines().filter(l -> !l.isBlank()).toList()) {
          run(line, block);
        }
      }
      default -> {
        // Not for a terminal; other tests read it.
      }
    }
  }

  private String runnable(String yaml) throws IOException {
    StringBuilder command = new StringBuilder();
    StdioToolServer.command().forEach(word -> command.append(", \"").append(word).append('"'));
    return yaml.replace("127.0.0.1:8931", "127.0.0.1:" + port)
        .replace("127.0.0.1:8932", "127.0.0.1:" + Ports.free())
        .replaceAll("\\[npx, [^\\]]*\\]", "[" + command.substring(2) + "]");
  }

  private void run(String line, Block block) throws Exception {
    if (NotRunHere.knows(line)) {
      NotRunHere.check(line);
      return;
    }
    assertThat(line)
        .as("no test runs a line of " + block)
        .matches(LAUNCHER + " [a-z][^'\"\\\\|;&>$]*");
    assertThat(Document.REPOSITORY.resolve(LAUNCHER)).isExecutable();
    List<String> words = List.of(line.substring(LAUNCHER.length() + 1).split(" "));
    switch (words.getFirst()) {
      case "demo" -> demo(words.subList(1, words.size()));
      case "serve" -> serve(words);
      default -> {
        Finished finished = Child.run(program(words), here, Map.of(), PATIENCE);
        assertThat(finished.exit()).as(line + ": " + finished.said()).isZero();
        assertThat(finished.out()).as(line).isNotBlank();
      }
    }
  }

  /** Waits for the end of the story and presses Ctrl-C. */
  private void demo(List<String> options) throws Exception {
    Path temporary = Files.createDirectory(here.resolve("t"));
    List<String> command = java("-Djava.io.tmpdir=" + temporary);
    command.add("io.mcpguard.examples.demo.Demo");
    command.addAll(options);
    try (Child demo = Child.start(command, here, Map.of())) {
      Waiting.until(demo, PATIENCE, () -> said(demo, "End it with Ctrl-C"));
      assertThat(demo.out()).contains("✓").doesNotContain("✗");
      Browser alice = Browser.of(USER, PASSWORD);
      assertThat(alice.fill(url(said(demo, "/oauth/welcome"))).statusCode()).isEqualTo(200);
    }
    assertThat(temporary).as("what the demo left behind").isEmptyDirectory();
  }

  /** Starts the guard, takes the link that it prints, and connects as a host does. */
  private void serve(List<String> words) throws Exception {
    Child guard = Child.start(program(words), here, Map.of());
    running.add(guard);
    Waiting.until(guard, PATIENCE, () -> said(guard, "ready"));
    URI link = url(said(guard, "/oauth/welcome"));
    Browser alice = Browser.of(USER, PASSWORD);
    assertThat(alice.fill(link).statusCode()).isEqualTo(200);
    URI endpoint = url(said(guard, "serving "));
    ScriptedAgent agent =
        ScriptedAgent.registering(
            endpoint.resolve("/"), "a host", URI.create("http://127.0.0.1:1/callback"));
    String token = agent.login(alice, endpoint.toString(), "").access();
    ScriptedClient host = new ScriptedClient(endpoint).withBearer(token);
    assertThat(host.initialize("2025-11-25").status()).isEqualTo(200);
    assertThat(host.call("no_such_tool", "{}").errorCode()).isEqualTo(UNKNOWN_TOOL);
  }

  private static URI url(Optional<String> line) {
    return URI.create(line.map(l -> l.substring(l.indexOf("http"))).orElseThrow());
  }

  private static Optional<String> said(Child child, String words) {
    return child.lines().filter(line -> line.contains(words)).findFirst();
  }

  private static List<String> program(List<String> words) {
    List<String> command = java();
    command.add("io.mcpguard.server.Main");
    command.addAll(words);
    return command;
  }

  private static List<String> java(String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    return command;
  }

  @Override
  public void close() {
    running.forEach(Child::close);
  }
}
