package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.stdio.StdioFront;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program that launched the guard, at the other end of its standard input and output. */
final class PipeClient implements AutoCloseable {
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":CAPABILITIES}";

  private final StdioFront front;
  private final PrintStream in;
  private final Thread guard;
  private final Thread reader;
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final List<JsonNode> seen = new ArrayList<>();
  private String capabilities = "{}";

  PipeClient(StdioFront front, String endpoint) throws IOException {
    this.front = front;
    Pipe input = Pipe.open();
    Pipe output = Pipe.open();
    InputStream stdin = Channels.newInputStream(input.source());
    OutputStream stdout = Channels.newOutputStream(output.sink());
    BufferedReader out =
        new BufferedReader(
            new InputStreamReader(
                Channels.newInputStream(output.source()), StandardCharsets.UTF_8));
    this.in = new PrintStream(Channels.newOutputStream(input.sink()), true, StandardCharsets.UTF_8);
    this.guard =
        Thread.ofPlatform()
            .daemon()
            .start(() -> {
              try (stdout) {
                front.serve(endpoint, stdin, stdout);
              } catch (IOException | InterruptedException stopping) {
                Thread.currentThread().interrupt();
              }
            });
    this.reader = Thread.ofVirtual().start(() -> out.lines().forEach(lines::add));
  }

  /** Has the guard end, which gives what is open so long to finish. */
  PipeClient drain(Duration atMost) {
    front.drain(atMost);
    return this;
  }

  /** Waits until the guard has ended by itself; everything that ever came. */
  List<JsonNode> awaitEnd() throws InterruptedException {
    guard.join(TimeUnit.SECONDS.toMillis(30));
    if (guard.isAlive()) {
      throw new AssertionError("the guard goes on");
    }
    return rest();
  }

  /** Can do this from now on, as JSON text. */
  PipeClient capable(String json) {
    this.capabilities = json;
    return this;
  }

  /** The whole handshake of a legacy client; the answer to {@code initialize}. */
  JsonNode initialize(String revision) throws Exception {
    send(
        "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\""
            + revision
            + "\",\"capabilities\":"
            + capabilities
            + ",\"clientInfo\":{\"name\":\"pipe\",\"version\":\"1\"}}}");
    JsonNode answer = answer("0");
    send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    return answer;
  }

  /** Sends a line. */
  PipeClient send(String line) {
    in.println(line);
    return this;
  }

  /** Sends a request of a session. */
  PipeClient ask(int id, String method, String params) {
    return send(MemoryClient.request(Integer.toString(id), method, params));
  }

  /** Sends a request of the 2026-07-28 revision; {@code params} is an object with members. */
  PipeClient askAlone(int id, String method, String params) {
    String meta = META.replace("CAPABILITIES", capabilities);
    String inner =
        params.equals("{}") ? "{" + meta + "}" : params.replaceFirst("\\{", "{" + meta + ",");
    return ask(id, method, inner);
  }

  /** Asks under this id and those after it, until it is refused; why it was. */
  String askUntilRefused(int first) throws InterruptedException {
    JsonNode answer = askAlone(first, "tools/list", "{}").answer(Integer.toString(first));
    return answer.has("error")
        ? answer.at("/error/data/reason").asText()
        : askUntilRefused(first + 1);
  }

  /** Waits for the answer to the request of this id, as JSON text. */
  JsonNode answer(String id) throws InterruptedException {
    return await(message -> !message.has("method") && message.path("id").toString().equals(id));
  }

  /** Waits for a message of this method. */
  JsonNode heard(String method) throws InterruptedException {
    return await(message -> message.path("method").asText().equals(method));
  }

  private JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
    Optional<JsonNode> before = seen.stream().filter(wanted).findFirst();
    if (before.isPresent()) {
      return before.get();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (System.nanoTime() - end < 0) {
      String line = lines.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (line != null) {
        seen.add(Json.read(line));
        if (wanted.test(seen.getLast())) {
          return seen.getLast();
        }
      }
    }
    throw new AssertionError("no such message came, but " + seen);
  }

  /** Ends the guard's input and waits for the end; everything that ever came. */
  List<JsonNode> end() throws InterruptedException {
    in.close();
    guard.join(TimeUnit.SECONDS.toMillis(30));
    if (guard.isAlive()) {
      throw new AssertionError("the guard goes on after the end of its input");
    }
    return rest();
  }

  /** A guard that has ended has closed its output, so that there is a last line. */
  private List<JsonNode> rest() throws InterruptedException {
    if (!reader.join(Duration.ofSeconds(30))) {
      throw new AssertionError("the output goes on after the end of the guard");
    }
    lines.stream().map(Json::read).forEach(seen::add);
    lines.clear();
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    in.close();
  }
}
