package io.mcpguard.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.json.JsonText;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls as spans, by the OpenTelemetry semantic conventions for MCP. */
class CallSpanTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @TempDir private Path folder;
  private ExportedLedger ledger;

  @BeforeEach
  void open() throws Exception {
    ledger = new ExportedLedger(folder);
  }

  @AfterEach
  void close() throws Exception {
    ledger.close();
  }

  /** All spans but that of the last leaf, which closes what is read. */
  private List<JsonNode> spans() throws Exception {
    List<JsonNode> spans = new ArrayList<>();
    for (JsonNode line : ledger.lines(Form.OTEL)) {
      line.at("/resourceSpans/0/scopeSpans/0/spans").forEach(spans::add);
    }
    return spans.subList(0, spans.size() - 1);
  }

  private JsonNode span(JsonText decision, String status) throws Exception {
    long index = ledger.append(decision);
    ledger.append(Leaves.ended("t", index, status));
    return spans().getFirst();
  }

  private static Map<String, String> attributes(JsonNode span) {
    Map<String, String> all = new TreeMap<>();
    span.get("attributes")
        .forEach(
            one -> all.put(one.get("key").asText(), one.get("value").elements().next().asText()));
    return all;
  }

  @Test
  void aCallThatEndedIsASpanFromItsDecisionToItsEnd() throws Exception {
    JsonNode span = span(Leaves.allowed("t"), "executed");

    assertThat(span.get("name").asText()).isEqualTo("tools/call echo");
    assertThat(span.get("kind").asInt()).isEqualTo(2);
    assertThat(span.get("startTimeUnixNano").asText()).isEqualTo("1795694400250000000");
    assertThat(span.get("endTimeUnixNano").asText()).isEqualTo("1795694401500000000");
    assertThat(span.has("status")).isFalse();
    assertThat(attributes(span))
        .containsEntry("mcp.method.name", "tools/call")
        .containsEntry("gen_ai.operation.name", "execute_tool")
        .containsEntry("gen_ai.tool.name", "echo")
        .containsEntry("gen_ai.agent.id", "agent-1")
        .containsEntry("io.mcpguard.txn", "t")
        .containsEntry("io.mcpguard.ledger.index", "1")
        .doesNotContainKeys("error.type", "gen_ai.tool.call.arguments", "gen_ai.tool.call.result");
  }

  /** OpenTelemetry semantic conventions for MCP, server span. */
  @Test
  void aSpanNamesTheRevisionAndTheRequest() throws Exception {
    JsonNode span =
        span(Leaves.allowed("t").put("revision", "2025-11-25").put("request_id", "7"), "executed");

    assertThat(attributes(span))
        .containsEntry("mcp.protocol.version", "2025-11-25")
        .containsEntry("jsonrpc.request.id", "7")
        .doesNotContainKey("rpc.response.status_code");
  }

  @Test
  void aToolServersErrorIsASpanWithItsCode() throws Exception {
    long index = ledger.append(Leaves.allowed("t"));
    ledger.append(Leaves.failed("t", index, -32000));

    assertThat(attributes(spans().getFirst()))
        .containsEntry("error.type", "errored")
        .containsEntry("rpc.response.status_code", "-32000");
  }

  @Test
  void anEndThatTheGuardMadeHasTheCodeOfItsReason() throws Exception {
    long index = ledger.append(Leaves.allowed("t"));
    ledger.append(Leaves.ended("t", index, "timed_out").put("reason", "upstream_slow"));

    assertThat(attributes(spans().getFirst())).containsEntry("rpc.response.status_code", "1504");
  }

  @Test
  void aCallThatHasNotEndedIsNoSpanYet() throws Exception {
    ledger.append(Leaves.allowed("t"));

    assertThat(spans()).isEmpty();
  }

  @Test
  void aRefusalIsASpanThatFailed() throws Exception {
    ledger.append(Leaves.denied("t"));
    JsonNode span = spans().getFirst();

    assertThat(span.at("/status/code").asInt()).isEqualTo(2);
    assertThat(attributes(span))
        .containsEntry("error.type", "policy_denied")
        .containsEntry("rpc.response.status_code", "1403");
    assertThat(span.get("endTimeUnixNano")).isEqualTo(span.get("startTimeUnixNano"));
  }

  @Test
  void aNameThatARefusedCallerMadeUpIsNoNameOfASpan() throws Exception {
    ledger.append(Leaves.denied("t"));
    JsonNode span = spans().getFirst();

    assertThat(span.get("name").asText()).isEqualTo("tools/call");
    assertThat(attributes(span)).containsEntry("gen_ai.tool.name", "echo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"refused", "errored", "timed_out", "cancelled"})
  void anEndThatIsNoSuccessIsAnError(String status) throws Exception {
    JsonNode span = span(Leaves.allowed("t"), status);

    assertThat(span.at("/status/code").asInt()).isEqualTo(2);
    assertThat(attributes(span)).containsEntry("error.type", status);
  }

  @Test
  void anEndThatNobodySawIsNoError() throws Exception {
    JsonNode span = span(Leaves.allowed("t"), "unknown");

    assertThat(span.has("status")).isFalse();
    assertThat(attributes(span)).containsEntry("io.mcpguard.status", "unknown");
  }

  @Test
  void theCallersTraceIsGoneOnWith() throws Exception {
    JsonNode span =
        span(
            Leaves.allowed("t").put("traceparent", "00-" + TRACE + "-" + SPAN + "-01"), "executed");

    assertThat(span.get("traceId").asText()).isEqualTo(TRACE);
    assertThat(span.get("parentSpanId").asText()).isEqualTo(SPAN);
  }

  @Test
  void theCallsOfARunAreOneTraceAndAChildIsBelowItsParent() throws Exception {
    ledger.append(Leaves.denied("parent"));
    ledger.append(Leaves.denied("child").put("parent", "parent"));
    List<JsonNode> spans = spans();

    assertThat(spans.get(1).get("traceId")).isEqualTo(spans.get(0).get("traceId"));
    assertThat(spans.get(1).get("parentSpanId")).isEqualTo(spans.get(0).get("spanId"));
    assertThat(spans.get(0).has("parentSpanId")).isFalse();
  }

  @Test
  void idsAreOfTheirLengthsAndStayTheSame() throws Exception {
    JsonNode span = span(Leaves.allowed("t"), "executed");

    assertThat(span.get("traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(span.get("spanId").asText()).matches("[0-9a-f]{16}");
    assertThat(spans().getFirst()).isEqualTo(span);
  }

  /** Nothing that ended is passed by: the ledger is the buffer, and part of it was taken away. */
  @Test
  void anEndWhoseDecisionIsNotAtHandIsASpanThatSaysSo() throws Exception {
    long other = ledger.append(Leaves.denied("other"));
    ledger.append(Leaves.ended("t", other, "executed"));
    JsonNode span = spans().getLast();

    assertThat(span.get("name").asText()).isEqualTo("mcp");
    assertThat(span.get("traceId").asText()).matches("[0-9a-f]{32}");
    assertThat(span.get("spanId").asText()).matches("[0-9a-f]{16}");
    assertThat(span.get("startTimeUnixNano").asText()).isEqualTo("1795694401488000000");
    assertThat(span.get("endTimeUnixNano").asText()).isEqualTo("1795694401500000000");
    assertThat(attributes(span))
        .containsEntry("io.mcpguard.decision", "not_at_hand")
        .containsEntry("io.mcpguard.txn", "t")
        .containsEntry("io.mcpguard.status", "executed");
  }

  @Test
  void anEndThatSaysItTookForeverBeganNoEarlierThan1970() throws Exception {
    long other = ledger.append(Leaves.denied("other"));
    ledger.append(Leaves.lasting("t", other, (1L << 53) - 1));
    JsonNode span = spans().getLast();

    assertThat(span.get("startTimeUnixNano").asText()).isEqualTo("0");
    assertThat(span.get("endTimeUnixNano").asText()).isEqualTo("1795694401500000000");
  }

  @Test
  void leavesOfNoCallAreNoSpans() throws Exception {
    for (JsonText leaf : Leaves.others()) {
      ledger.append(leaf);
    }

    assertThat(spans()).isEmpty();
  }
}
