package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** An MCP host that speaks with a server on two pipes, most often those of a command it started. */
final class StdioSession implements AutoCloseable {
  /** Closes what is on the other end of the pipes. */
  interface End {
    void close() throws IOException;
  }

  private static final int TO_END_S = 30;

  private final PrintStream to;
  private final Path log;
  private final End end;
  private final Function<JsonNode, JsonNode> answers;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  private StdioSession(OutputStream to, Path log, End end, Function<JsonNode, JsonNode> answers) {
    this.to = new PrintStream(to, true, StandardCharsets.UTF_8);
    this.log = log;
    this.end = end;
    this.answers = answers;
  }

  /** Launches the command; its error output goes to the log file. */
  static StdioSession launch(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    Process process = builder.redirectError(log.toFile()).start();
    StdioSession session =
        new StdioSession(process.getOutputStream(), log, () -> stop(process), StdioSession::refuse);
    Thread.startVirtualThread(() -> session.read(process.getInputStream()));
    return session;
  }

  /**
   * Speaks on pipes that are there.
   *
   * @param answers what the server's requests are answered with, their params given
   */
  static StdioSession on(
      InputStream from, OutputStream to, Path log, Function<JsonNode, JsonNode> answers) {
    StdioSession session = new StdioSession(to, log, () -> {}, answers);
    Thread.startVirtualThread(() -> session.read(from));
    return session;
  }

  private static JsonNode refuse(JsonNode params) {
    throw new IllegalStateException("this host declared no capabilities");
  }

  /** The whole handshake. */
  JsonNode initialize(Duration atMost) throws Exception {
    return initialize("{}", atMost);
  }

  /** The whole handshake, with these capabilities. */
  JsonNode initialize(String capabilities, Duration atMost) throws Exception {
    JsonNode answer =
        request(
            "initialize",
            """
            {"protocolVersion":"2025-11-25","capabilities":%s,"clientInfo":{"name":"host","version":"1"}}
            """
                .formatted(capabilities),
            atMost);
    to.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  /** Sends a request and waits for its answer. */
  JsonNode request(String method, String params, Duration atMost) throws Exception {
    String id = "r" + ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    to.println(
        "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params.strip()));
    try {
      return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(method + " had no answer:\n" + Files.readString(log), e);
    }
  }

  @Override
  public void close() throws IOException {
    to.close();
    end.close();
  }

  private static void stop(Process process) {
    List<ProcessHandle> family = process.descendants().toList();
    process.destroy();
    family.forEach(ProcessHandle::destroy);
    // What it writes at its end it writes into a folder that a test may remove next.
    process.onExit().orTimeout(TO_END_S, TimeUnit.SECONDS).join();
  }

  private void read(InputStream from) {
    try (BufferedReader out =
        new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8))) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        take((ObjectNode) Json.read(line));
      }
      fail(new IOException("the program ended"));
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  private void take(ObjectNode message) {
    if (message.has("method") && message.has("id")) {
      JsonNode result = answers.apply(message.path("params"));
      to.println(Json.result(message.get("id"), result));
      return;
    }
    CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asText());
    if (answer != null) {
      answer.complete(message);
    }
  }

  private void fail(Exception cause) {
    waiting.values().forEach(answer -> answer.completeExceptionally(cause));
  }
}
