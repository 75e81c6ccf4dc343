package io.mcpguard.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.server.proxy.CallingGuard;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.testkit.ScriptedClient;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * "Observed data-flow edges: keyed fingerprints of result values (strings ≥ 12 characters, numbers
 * ≥ 6 digits, capped per result) found again in later arguments of the same run", from a tool
 * server's result through a whole guard to what {@code audit graph} draws.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ObservedEdgesTest {
  @TempDir private static Path folder;
  private final RecordingUpstream tools = RecordingUpstream.answering(this::answer);
  private CallingGuard guard;
  private volatile JsonNode told = Json.object();

  @BeforeAll
  void start() throws Exception {
    guard = new CallingGuard(folder, tools);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
  }

  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" -> Reply.json(Json.result(id, welcome(request)));
      case "tools/list" ->
          Reply.json(
              Json.result(
                  id,
                  Json.read(
                      "{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\"}},"
                          + "{\"name\":\"send\",\"inputSchema\":{\"type\":\"object\"}}]}")));
      case "tools/call" -> Reply.json(Json.result(id, result(request)));
      default -> Reply.empty(request.method().equals("GET") ? 405 : 202);
    };
  }

  private static ObjectNode welcome(Received request) {
    ObjectNode result = Json.object();
    result.set("protocolVersion", request.json().at("/params/protocolVersion"));
    result.putObject("capabilities").putObject("tools");
    result.putObject("serverInfo").put("name", "telling").put("version", "1");
    return result;
  }

  /** What {@code echo} tells is the test's; {@code send} tells nothing. */
  private JsonNode result(Received request) {
    ObjectNode result = Json.object();
    result.putArray("content");
    if (request.json().at("/params/name").asText().equals("echo")) {
      result.set("structuredContent", told);
    }
    return result;
  }

  /** The id of a call that told this. */
  private String telling(ScriptedClient run, JsonNode values) throws Exception {
    told = values;
    return txn(run, "echo", Json.object());
  }

  private static String txn(ScriptedClient run, String tool, JsonNode arguments) throws Exception {
    return run.call(tool, arguments.toString())
        .result()
        .at("/_meta/io.mcpguard~1receipt/txn")
        .asText();
  }

  /** The calls whose results are drawn as what a call's arguments came of. */
  private List<String> behind(String txn) throws Exception {
    guard.published(txn);
    JsonNode graph = Json.read(drawn());
    return StreamSupport.stream(graph.path("wasDerivedFrom").spliterator(), false)
        .filter(edge -> edge.path("guard:basis").asText().equals("observed"))
        .filter(edge -> id(graph, edge.path("prov:generatedEntity")).equals(txn))
        .map(edge -> id(graph, edge.path("prov:usedEntity")))
        .toList();
  }

  private static String id(JsonNode graph, JsonNode name) {
    return graph.path("entity").path(name.asText()).path("guard:id").asText();
  }

  private static String drawn() {
    StringWriter said = new StringWriter();
    CommandLine line =
        CommandLineProgram.commands(
            () -> PasswordSource.line(new ByteArrayInputStream(new byte[0])));
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    String ledger = folder.resolve("data/ledger").toString();
    assertThat(line.execute("audit", "graph", ledger, "--as", "prov")).as("%s", said).isZero();
    return said.toString();
  }

  private static ObjectNode text(String value) {
    return Json.object().put("text", value);
  }

  private static ObjectNode number(long value) {
    return Json.object().put("number", value);
  }

  @Test
  void aTextOfTwelveCharactersIsDrawnBetweenTheTwoCalls() throws Exception {
    ScriptedClient run = guard.client();
    String first = telling(run, text("twelve-chars"));

    String second = txn(run, "send", text("twelve-chars"));

    assertThat(behind(second)).containsExactly(first);
  }

  @Test
  void aTextOfElevenIsNot() throws Exception {
    ScriptedClient run = guard.client();
    telling(run, text("eleven-char"));

    assertThat(behind(txn(run, "send", text("eleven-char")))).isEmpty();
  }

  @Test
  void aNumberOfSixDigitsIsDrawn() throws Exception {
    ScriptedClient run = guard.client();
    String first = telling(run, number(271_828));

    assertThat(behind(txn(run, "send", number(271_828)))).containsExactly(first);
  }

  @Test
  void aNumberOfFiveIsNot() throws Exception {
    ScriptedClient run = guard.client();
    telling(run, number(31_415));

    assertThat(behind(txn(run, "send", number(31_415)))).isEmpty();
  }

  @Test
  void aCallOfAnotherRunCarriesNothingOn() throws Exception {
    telling(guard.client(), text("told in one run"));

    assertThat(behind(txn(guard.client(), "send", text("told in one run")))).isEmpty();
  }

  @Test
  void ofOneResultTheSixtyFourthValueIsDrawnAndTheNextIsNot() throws Exception {
    ScriptedClient run = guard.client();
    ObjectNode many = Json.object();
    IntStream.rangeClosed(1, 65).forEach(i -> many.put("m" + i, value(i)));
    String first = telling(run, many);

    assertThat(behind(txn(run, "send", text(value(64))))).containsExactly(first);
    assertThat(behind(txn(run, "send", text(value(65))))).isEmpty();
  }

  private static String value(int i) {
    return "a-value-of-many-" + i;
  }
}
