package io.mcpguard.examples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.assertion.Admission;
import io.mcpguard.assertion.AssertionRejected;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.ToolCallAssertion;
import io.mcpguard.assertion.VerifierEnvironment;
import io.mcpguard.testkit.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;

/**
 * An MCP server on standard input and output that files receipts. Each line is admitted by the
 * verifier that the guard configured through the environment, before anything looks at it.
 */
public final class ReceiptServer {
  private final AssertionVerifier verifier;
  private final PrintStream out;

  private ReceiptServer(AssertionVerifier verifier, PrintStream out) {
    this.verifier = verifier;
    this.out = out;
  }

  /** Serves until the input ends. */
  public static void main(String[] arguments) throws IOException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ReceiptServer server =
        new ReceiptServer(
            VerifierEnvironment.verifier(System.getenv(), InstantSource.system()), out);
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      server.take(line);
    }
  }

  /** The command line that starts this program with the demo's own Java. */
  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-Xmx64m",
        "-cp",
        System.getProperty("java.class.path"),
        ReceiptServer.class.getName());
  }

  private void take(String line) {
    try {
      switch (verifier.admitLine(line.getBytes(StandardCharsets.UTF_8))) {
        case Admission.Asserted asserted -> call(Json.read(line), asserted.call());
        case Admission.WithoutUser withoutUser -> greet(Json.read(line), withoutUser.method());
        case Admission.Observed observed ->
            throw new IllegalStateException("a verifier that enforces observes nothing");
      }
    } catch (AssertionRejected rejected) {
      refuse(line, rejected.reason());
    }
  }

  /** Nobody's data is touched here: handshake, ping and the list of tools. */
  private void greet(JsonNode message, String method) {
    if (!message.has("id")) {
      return;
    }
    JsonNode id = message.path("id");
    out.println(
        switch (method) {
          case "initialize" -> Json.result(id, welcome(message));
          case "ping" -> Json.result(id, Json.object());
          case "tools/list" -> Json.result(id, tools());
          default -> Json.error(id, -32601, "Method not found");
        });
  }

  private void call(JsonNode message, ToolCallAssertion assertion) {
    JsonNode id = message.path("id");
    if (!assertion.name().equals("file_receipt")) {
      out.println(Json.error(id, -32602, "Unknown tool"));
      return;
    }
    String text =
        "filed the receipt of invoice %s for %s, txn %s"
            .formatted(
                message.at("/params/arguments/invoice").asText(),
                assertion.user().orElse("nobody"),
                assertion.txn());
    ObjectNode result = Json.object();
    result.putArray("content").addObject().put("type", "text").put("text", text);
    out.println(Json.result(id, result));
  }

  private void refuse(String line, AssertionRejected.Reason reason) {
    JsonNode id = Json.read(line).path("id");
    ObjectNode error = Json.error(id, reason.status(), reason.says());
    error.withObject("/error").putObject("data").put("reason", reason.code());
    out.println(error);
  }

  private static ObjectNode welcome(JsonNode message) {
    ObjectNode result = Json.object();
    result.put("protocolVersion", message.at("/params/protocolVersion").asText());
    result.putObject("capabilities").putObject("tools");
    result.putObject("serverInfo").put("name", "receipts").put("version", "0.1.0");
    return result;
  }

  private static ObjectNode tools() {
    ObjectNode result = Json.object();
    ObjectNode tool = result.putArray("tools").addObject();
    tool.put("name", "file_receipt").put("description", "Files the receipt of a paid invoice");
    ObjectNode schema = tool.putObject("inputSchema").put("type", "object");
    schema.putObject("properties").putObject("invoice").put("type", "string");
    schema.putArray("required").add("invoice");
    return result;
  }
}
