package io.mcpguard.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.ledger.Checkpoint;
import io.mcpguard.testkit.OcsfSchema;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each leaf is an event of OCSF 1.9.0, and says what it rests on. */
class OcsfTest {
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

  private JsonNode event(JsonText leaf) throws Exception {
    ledger.append(leaf);
    return ledger.lines(Form.OCSF).getFirst();
  }

  private JsonNode end(String status) throws Exception {
    long decision = ledger.append(Leaves.allowed("t"));
    ledger.append(Leaves.ended("t", decision, status));
    return ledger.lines(Form.OCSF).get(1);
  }

  @Test
  void everyKindOfLeafIsAnEventOfTheSchema() throws Exception {
    ledger.append(Leaves.allowed("t"));
    ledger.append(Leaves.ended("t", 0, "executed"));
    for (JsonText leaf : Leaves.others()) {
      ledger.append(leaf);
    }

    List<JsonNode> events = ledger.lines(Form.OCSF);

    assertThat(events).hasSize(Leaves.others().size() + 3);
    assertThat(events).allSatisfy(event -> assertThat(OcsfSchema.faults(event)).isEmpty());
    assertThat(events)
        .extracting(event -> event.at("/class_uid").asInt())
        .contains(6003, 3002, 3003, 3004, 0);
  }

  @Test
  void aDecisionSaysWhoWantedWhatAndWhetherItMay() throws Exception {
    JsonNode event = event(Leaves.denied("t"));

    assertThat(event.at("/class_uid").asInt()).isEqualTo(6003);
    assertThat(event.at("/action_id").asInt()).isEqualTo(2);
    assertThat(event.at("/disposition").asText()).isEqualTo("Blocked");
    assertThat(event.at("/status_code").asText()).isEqualTo("policy_denied");
    assertThat(event.at("/actor/user/uid").asText()).isEqualTo(Leaves.USER);
    assertThat(event.at("/ai_agent/uid").asText()).isEqualTo("agent-1");
    assertThat(event.at("/ai_agent/instance_uid").asText()).isEqualTo("instance-1");
    assertThat(event.at("/api/operation").asText()).isEqualTo("tools/call");
    assertThat(event.at("/resources/0/name").asText()).isEqualTo("echo");
    assertThat(event.at("/metadata/correlation_uid").asText()).isEqualTo("t");
    assertThat(event.at("/time").asLong()).isEqualTo(1_795_694_400_250L);
  }

  @ParameterizedTest
  @CsvSource({
    "executed, 1",
    "refused, 2",
    "errored, 2",
    "timed_out, 2",
    "cancelled, 2",
    "unknown, 0"
  })
  void anOutcomeSaysHowItsCallEnded(String status, int statusId) throws Exception {
    JsonNode event = end(status);

    assertThat(event.at("/status_id").asInt()).isEqualTo(statusId);
    assertThat(event.at("/status_code").asText()).isEqualTo(status);
    assertThat(event.at("/http_response/latency").asInt()).isEqualTo(12);
  }

  @Test
  void anOutcomeTellsOfTheSameCallAsItsDecision() throws Exception {
    JsonNode outcome = end("executed");
    JsonNode decision = ledger.lines(Form.OCSF).getFirst();

    for (String same : List.of("actor", "ai_agent", "api", "resources", "trace")) {
      assertThat(outcome.get(same)).isEqualTo(decision.get(same));
    }
  }

  @Test
  void anOutcomeIsNotToldOfAnotherCallsDecision() throws Exception {
    ledger.append(Leaves.allowed("t"));
    ledger.append(Leaves.ended("another", 0, "executed"));

    JsonNode event = ledger.lines(Form.OCSF).get(1);

    assertThat(event.at("/api/operation").asText()).isEqualTo("unknown");
    assertThat(OcsfSchema.faults(event)).isEmpty();
  }

  @Test
  void anEventHoldsItsLeafWithPlaceAndHash() throws Exception {
    byte[] leaf = Leaves.denied("t").bytes();
    JsonNode event = event(Leaves.denied("t"));

    assertThat(event.at("/raw_data").asText()).isEqualTo(new String(leaf, UTF_8));
    JsonNode attestation = event.at("/attestation_list/0");
    assertThat(attestation.at("/chain_uid").asText()).isEqualTo("guard.example/ledger");
    assertThat(attestation.at("/uid").asText()).isEqualTo("0");
    ByteArrayOutputStream hashed = new ByteArrayOutputStream();
    hashed.write(0);
    hashed.writeBytes(leaf);
    assertThat(attestation.at("/fingerprint/value").asText())
        .isEqualTo(
            HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(hashed.toByteArray())));
  }

  @Test
  void anEventHoldsACheckpointThatCoversIt() throws Exception {
    JsonNode event = event(Leaves.denied("t"));

    byte[] note = event.at("/unmapped/checkpoint").asText().getBytes(UTF_8);

    assertThat(Checkpoint.read(note, ledger.key()).size()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "\"text\"", "{\"type\":7}", "{\"type\":\"decision\"}"})
  void whatNoGuardWritesIsToldAsItIs(String entry) throws Exception {
    ledger.append(entry);

    JsonNode event = ledger.lines(Form.OCSF).getFirst();

    assertThat(event.at("/raw_data").asText()).isEqualTo(entry);
    assertThat(OcsfSchema.faults(event)).isEmpty();
  }
}
