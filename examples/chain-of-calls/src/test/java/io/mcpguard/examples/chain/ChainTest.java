package io.mcpguard.examples.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.provenance.CallLeaf;
import io.mcpguard.provenance.Calls;
import io.mcpguard.provenance.TracedCall;
import io.mcpguard.server.command.CommandLineProgram;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** "One command leads from an effect to the user, with proofs, offline, guard stopped." */
@TestInstance(Lifecycle.PER_CLASS)
class ChainTest {
  @TempDir private static Path folder;
  private Path configuration;
  private Answer settled;
  private TracedCall paid;
  private TracedCall asked;

  @BeforeAll
  void aliceAsksHerAgent() throws Exception {
    try (Chain chain = new Chain(folder)) {
      configuration = chain.configuration();
      settled = chain.settle("A-17", "12.50");
    }
    Calls calls = new Calls(LedgerReader.open(ledger()));
    paid = calls.where(call -> call.text("name").equals("pay_invoice")).getLast();
    asked = calls.where(call -> call.text("name").equals("settle")).getLast();
  }

  @Test
  void theInvoiceIsPaidForAlice() {
    assertThat(settled.text()).startsWith("paid A-17");
  }

  @Test
  void theSecondCallIsAChildOfTheFirst() {
    CallLeaf.Decision child = paid.decision();
    assertThat(child.parent()).isEqualTo(asked.txn());
    assertThat(child.run()).isEqualTo(asked.decision().run());
    assertThat(child.text("user")).isEqualTo(asked.decision().text("user"));
    assertThat(child.texts("actors"))
        .containsExactly(child.text("agent", "id"), asked.decision().text("agent", "id"));
  }

  @Test
  void oneCommandLeadsFromThePaymentToAlice() throws Exception {
    String told =
        run("audit", "who-triggered", ledger().toString(), paid.txn(), "-c", configuration());

    assertThat(told.lines().toList())
        .satisfiesExactly(
            first -> assertThat(first).contains("pay_invoice", "executed", paid.txn()),
            second -> assertThat(second).contains("settle", "executed", asked.txn()),
            last -> assertThat(last).contains("for user alice"));
  }

  @Test
  void theReceiptOfTheAgentLeadsThereToo() throws Exception {
    String digest = settled.result().at("/_meta/io.mcpguard~1receipt/result_digest").asText();

    String told = run("audit", "who-triggered", ledger().toString(), digest, "-c", configuration());

    assertThat(told).contains(asked.txn(), "for user alice");
  }

  @Test
  void withoutTheGuardsKeysAliceIsAPseudonym() throws Exception {
    String told = run("audit", "who-triggered", ledger().toString(), paid.txn());

    assertThat(told).contains("for user hmac-sha256:").doesNotContain("alice");
  }

  @Test
  void everyLeafOnTheWayIsProven() throws Exception {
    Path proofs = folder.resolve("path.json");
    run("audit", "who-triggered", ledger().toString(), paid.txn(), "--proofs", proofs.toString());

    JsonNode path = Json.read(Files.readString(proofs)).path("path");
    assertThat(path).hasSize(2);
    for (JsonNode leaf : path.findValues("leaves").stream().flatMap(ChainTest::each).toList()) {
      TlogProof proof =
          TlogProof.read(
              leaf.path("proof").asText().getBytes(StandardCharsets.UTF_8),
              LedgerReader.ownKey(ledger()));
      byte[] bytes = Base64.getUrlDecoder().decode(leaf.path("bytes").asText());
      assertThat(proof.proves(bytes)).isTrue();
    }
  }

  @Test
  void thePictureShowsBothCallsAndWhatTiesThem() throws Exception {
    String chart =
        run("audit", "graph", ledger().toString(), "--txn", asked.txn(), "--as", "mermaid");

    assertThat(chart).startsWith("flowchart LR").contains("pay_invoice (executed)", "settle");
  }

  private Path ledger() {
    return folder.resolve("data/ledger");
  }

  private String configuration() {
    return configuration.toString();
  }

  private static Stream<JsonNode> each(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** What a command prints; it has to end well. */
  private static String run(String... arguments) {
    PrintStream before = System.out;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8)) {
      System.setOut(printed);
      assertThat(CommandLineProgram.run(arguments)).as(List.of(arguments).toString()).isZero();
    } finally {
      System.setOut(before);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
