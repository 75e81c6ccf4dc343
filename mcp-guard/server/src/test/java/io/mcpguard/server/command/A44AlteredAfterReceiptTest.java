package io.mcpguard.server.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.server.proxy.CallingGuard;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * A44, result tampering. "Alter result after receipt ⇒ verify fails": a client kept the message it
 * got, and {@code audit verify-proof} holds it against the log's proof.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A44AlteredAfterReceiptTest {
  @TempDir private static Path folder;
  private CallingGuard guard;
  private String message = "";
  private String receipt = "";
  private String proof = "";

  private record Said(int exit, String text) {}

  @BeforeAll
  void call() throws Exception {
    guard = new CallingGuard(folder);
    var answer = guard.call("echo");
    message = answer.body();
    receipt = answer.result().at("/_meta/io.mcpguard~1receipt").toString();
    String txn = answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
    guard.published(txn);
    Path path = folder.resolve("path");
    run("audit", "who-triggered", ledger(), txn, "--proofs", path.toString());
    proof = Files.readString(path);
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
  }

  private static String ledger() {
    return folder.resolve("data/ledger").toString();
  }

  private static Said run(String... arguments) {
    StringWriter said = new StringWriter();
    CommandLine line =
        CommandLineProgram.commands(
            () -> PasswordSource.line(new ByteArrayInputStream(new byte[0])));
    line.setOut(new PrintWriter(said));
    line.setErr(new PrintWriter(said));
    return new Said(line.execute(arguments), said.toString());
  }

  private Said verified(String proof, String receipt, String message, String... more)
      throws Exception {
    List<String> words = new ArrayList<>(List.of("audit", "verify-proof"));
    words.add(Files.writeString(folder.resolve("proof"), proof).toString());
    words.addAll(List.of("--ledger", ledger()));
    words.addAll(
        List.of(
            "--receipt",
            Files.writeString(folder.resolve("receipt"), receipt).toString(),
            "--result",
            Files.writeString(folder.resolve("result"), message).toString()));
    words.addAll(List.of(more));
    return run(words.toArray(String[]::new));
  }

  private Said opened(String receipt, String message) throws Exception {
    return verified(proof, receipt, message, "-c", guard.configuration().toString());
  }

  private static String altered(String text, String from, String to) {
    assertThat(text).contains(from);
    return text.replace(from, to);
  }

  @Test
  void whatTheClientGotBelongsToTheProof() throws Exception {
    Said said = verified(proof, receipt, message);

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text()).contains("receipt, result and proof belong together", "add -c FILE");
  }

  @Test
  void theGuardsKeyOpensWhatTheLogHolds() throws Exception {
    Said said = opened(receipt, message);

    assertThat(said.exit()).as(said.text()).isZero();
    assertThat(said.text()).contains("the log has this digest of the result");
  }

  @Test
  void aResultAlteredAfterTheReceiptIsFound() throws Exception {
    Said said = verified(proof, receipt, altered(message, "once", "0nce"));

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text()).contains("does not hold: result: ");
  }

  @Test
  void aResultAlteredTogetherWithItsReceiptIsFoundWithTheGuardsKey() throws Exception {
    String result = "{\"content\":[{\"type\":\"text\",\"text\":\"forged\"}]}";
    String digest = Digests.ofBytes(result.getBytes(UTF_8));
    String forged = receipt.replaceFirst("sha256:[0-9a-f]{64}", digest);

    Said said = opened(forged, result);

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text()).contains("does not hold: receipt/result_digest: ");
  }

  @Test
  void aReceiptOfAnotherCallIsFound() throws Exception {
    String other = guard.call("echo").result().at("/_meta/io.mcpguard~1receipt").toString();

    Said said = verified(proof, other, "{}");

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text()).contains("does not hold: receipt/txn: ");
  }

  @Test
  void anAlteredProofIsFound() throws Exception {
    Said said = verified(altered(proof, "\"txn\":\"", "\"txn\":\"x"), receipt, message);

    assertThat(said.exit()).isEqualTo(1);
    assertThat(said.text()).contains("does not hold: proof");
  }

  @Test
  void whoNamesNothingToOpenIsToldSo() {
    Said said =
        run(
            "audit",
            "verify-proof",
            folder.resolve("path").toString(),
            "--ledger",
            ledger(),
            "-c",
            guard.configuration().toString());

    assertThat(said.exit()).isEqualTo(2);
    assertThat(said.text()).contains("--receipt or --result");
  }
}
