package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.IOException;
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

/** An MCP host that launches a command and speaks with it on its standard input and output. */
final class StdioSession implements AutoCloseable {
  private final Process process;
  private final PrintStream in;
  private final Path log;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<String, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();

  private StdioSession(Process process, Path log) {
    this.process = process;
    this.log = log;
    this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    Thread.startVirtualThread(this::read);
  }

  /** Launches the command; its error output goes to the log file. */
  static StdioSession launch(List<String> command, Map<String, String> environment, Path log)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    return new StdioSession(builder.redirectError(log.toFile()).start(), log);
  }

  /** The whole handshake. */
  JsonNode initialize(Duration atMost) throws Exception {
    JsonNode answer =
        request(
            "initialize",
            """
            {"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"host","version":"1"}}
            """,
            atMost);
    in.println("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  /** Sends a request and waits for its answer. */
  JsonNode request(String method, String params, Duration atMost) throws Exception {
    String id = "r" + ids.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(id, answer);
    in.println(
        "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"%s\",\"params\":%s}"
            .formatted(id, method, params.strip()));
    try {
      return answer.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IllegalStateException(method + " had no answer:\n" + Files.readString(log), e);
    }
  }

  @Override
  public void close() {
    List<ProcessHandle> family = process.descendants().toList();
    in.close();
    process.destroy();
    family.forEach(ProcessHandle::destroy);
  }

  private void read() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        JsonNode message = Json.read(line);
        CompletableFuture<JsonNode> answer = waiting.remove(message.path("id").asText());
        if (answer != null) {
          answer.complete(message);
        }
      }
      fail(new IOException("the program ended"));
    } catch (IOException | IllegalArgumentException e) {
      fail(e);
    }
  }

  private void fail(Exception cause) {
    waiting.values().forEach(answer -> answer.completeExceptionally(cause));
  }
}
