package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A statement of a call, verified by sigstore's own DSSE verifier and not by anything of ours. */
@NeedsNode
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignedStatementTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Guard guard;
  private String txn;
  private String key;
  private String envelope;

  @BeforeAll
  void fetch() throws Exception {
    guard = Guard.serving(folder, EchoGuard.configuration(upstream));
    String token = guard.login("echo", "echo.use").access();
    JsonNode answer = guard.client("echo", token).call("echo", "{\"text\":\"x\"}").result();
    txn = answer.at("/_meta/io.mcpguard~1receipt/txn").asText();
    URI proof = guard.url().resolve("/audit/v1/proof/" + txn);
    envelope = Fetching.get(proof, token, "application/vnd.in-toto+json").body();
    key = Files.readString(guard.ledger().resolve("verifier-key")).strip();
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    upstream.close();
  }

  private Finished verified(String text) throws Exception {
    Path file = Files.writeString(folder.resolve("envelope.json"), text);
    return Child.run(
        NodePrograms.own("evidence/dsse.mjs", file.toString(), key), folder, Map.of(), PATIENCE);
  }

  @Test
  void itsSignatureHoldsUnderTheLogsKey() throws Exception {
    Finished verifier = verified(envelope);

    assertThat(verifier.exit()).as(verifier.said()).isZero();
    assertThat(Json.read(verifier.out()).at("/_type").asText())
        .isEqualTo("https://in-toto.io/Statement/v1");
    assertThat(Json.read(verifier.out()).at("/subject/0/name").asText())
        .isEqualTo("mcp-call:" + txn);
  }

  @Test
  void oneOtherCharacterAndItDoesNot() throws Exception {
    int at = envelope.indexOf("\"payload\":\"") + 20;
    char other = envelope.charAt(at) == 'A' ? 'B' : 'A';

    Finished verifier = verified(envelope.substring(0, at) + other + envelope.substring(at + 1));

    assertThat(verifier.exit()).isEqualTo(1);
    assertThat(verifier.err()).contains("SIGNATURE_ERROR");
  }
}
