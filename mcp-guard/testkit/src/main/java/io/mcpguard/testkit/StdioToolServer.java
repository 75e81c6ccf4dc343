package io.mcpguard.testkit;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A tool server on standard input and output, as a child program: {@code env} prints its whole
 * environment, {@code echo} its text, {@code seen} the request as it arrived, {@code slow} waits
 * {@code millis}, {@code stderr} writes to the error output, {@code crash} ends the program with
 * exit 3, {@code emit} writes {@code messages} before it answers, {@code heard} tells every line
 * that came. Subscriptions and log levels are taken and change nothing; when the client's roots
 * change it asks for them. It ends when its input ends.
 */
public final class StdioToolServer {
  private static final List<String> TOOLS =
      List.of("env", "echo", "seen", "slow", "stderr", "crash", "emit", "heard");
  private final PrintStream out;
  private final List<String> heard = new ArrayList<>();

  private StdioToolServer(PrintStream out) {
    this.out = out;
  }

  /** The command line that starts the program with this JVM; it needs no environment. */
  public static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        classPath(),
        StdioToolServer.class.getName());
  }

  /** Serves until the input ends. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    StdioToolServer server = new StdioToolServer(out);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      server.take(Json.read(line), line);
    }
  }

  /** What {@link #command()} needs on its class path: this kit and Jackson. */
  static String classPath() {
    return Stream.of(
            StdioToolServer.class, ObjectMapper.class, JsonFactory.class, JsonInclude.class)
        .map(StdioToolServer::place)
        .distinct()
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static String place(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("the class path holds a place that is no file", e);
    }
  }

  private void take(JsonNode message, String line) throws InterruptedException {
    heard.add(line);
    if (message.path("method").asText().equals("notifications/roots/list_changed")) {
      out.println(Json.request(Json.NODES.textNode("roots"), "roots/list", Json.object()));
    }
    if (!message.has("id") || !message.has("method")) {
      return;
    }
    JsonNode id = message.path("id");
    out.println(
        switch (message.path("method").asText()) {
          case "initialize" -> Json.result(id, welcome(message));
          case "ping", "resources/subscribe", "resources/unsubscribe", "logging/setLevel" ->
              Json.result(id, Json.object());
          case "tools/list" -> Json.result(id, tools());
          case "tools/call" -> Json.result(id, Json.text(call(message.path("params"), line)));
          default -> Json.error(id, -32601, "Method not found");
        });
  }

  private String call(JsonNode params, String line) throws InterruptedException {
    JsonNode arguments = params.path("arguments");
    String text = arguments.path("text").asText();
    return switch (params.path("name").asText()) {
      case "env" -> environment();
      case "echo" -> text;
      case "seen" -> line;
      case "slow" -> {
        Thread.sleep(arguments.path("millis").asLong());
        yield "done";
      }
      case "stderr" -> {
        System.err.println(text);
        yield "written";
      }
      case "crash" -> {
        Runtime.getRuntime().halt(3);
        yield "";
      }
      case "emit" -> {
        arguments.path("messages").forEach(out::println);
        yield "emitted";
      }
      case "heard" -> String.join("\n", heard);
      default -> "no such tool";
    };
  }

  private static String environment() {
    return System.getenv().entrySet().stream()
        .map(e -> e.getKey() + "=" + e.getValue())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  private static ObjectNode welcome(JsonNode message) {
    ObjectNode result = Json.object();
    result.put(
        "protocolVersion", Revisions.negotiate(message.at("/params/protocolVersion").asText()));
    ObjectNode capabilities = result.putObject("capabilities");
    capabilities.putObject("tools").put("listChanged", true);
    capabilities.putObject("resources").put("subscribe", true);
    capabilities.putObject("logging");
    result.putObject("serverInfo").put("name", "stdio-fixture").put("version", "1.0.0");
    return result;
  }

  private static ObjectNode tools() {
    ObjectNode result = Json.object();
    ArrayNode list = result.putArray("tools");
    for (String name : TOOLS) {
      ObjectNode tool = list.addObject().put("name", name).put("description", "The tool " + name);
      ObjectNode properties =
          tool.putObject("inputSchema").put("type", "object").putObject("properties");
      properties.putObject("text").put("type", "string");
      properties.putObject("millis").put("type", "integer");
    }
    return result;
  }
}
