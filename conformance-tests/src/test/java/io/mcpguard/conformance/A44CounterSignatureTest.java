package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.examples.verified.ServerOptions;
import io.mcpguard.examples.verified.VerifiedToolServer;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.Ports;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * A44 between programs: the example's tool server signs its results, the guard takes no others, and
 * an auditor reads of it in the ledger alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class A44CounterSignatureTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private static Path folder;
  private int port;
  private VerifiedToolServer payments;
  private Guard guard;
  private Answer answer;

  @BeforeAll
  void call() throws Exception {
    port = Ports.free();
    // Makes the key that the guard's configuration names.
    payments("http://127.0.0.1:1", keyId -> Optional.empty()).close();
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [pay.use] } }
            agents: { default: { ceiling: [pay.use] } }
            upstreams:
              pay:
                url: "http://127.0.0.1:%d/mcp"
                assertion: txn-token
                counter-signature: keys/results.jwks
            scopes: { pay.use: { says: "Pay", tools: ["pay/*"] } }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            default-scope: [pay.use]
            """
                .formatted(port));
    payments =
        payments(
            guard.url().toString(),
            new KeyFile(guard.data().resolve("assertion-jwks.json"), CLOCK));
    guard.stop();
    guard.startAgain();
    String token = guard.login("pay", "pay.use").access();
    answer = guard.client("pay", token).call("whoami", "{}");
  }

  @AfterAll
  void stop() throws Exception {
    guard.close();
    payments.close();
  }

  @Test
  void aSignedResultReachesTheClient() {
    assertThat(answer.text()).startsWith("user alice");
  }

  @Test
  void anAuditorSeesWhichKeySignedIt() throws Exception {
    String txn = answer.result().at("/_meta/io.mcpguard~1receipt/txn").asText();
    guard.stop();

    Finished told = guard.run("audit", "who-triggered", guard.ledger().toString(), txn);

    assertThat(told.out()).contains("result signature valid by key results");
  }

  private VerifiedToolServer payments(String issuer, KeySource keys) throws Exception {
    return VerifiedToolServer.start(
        new ServerOptions(port, "", "test.mcp-guard", issuer, keys, folder.resolve("keys")), CLOCK);
  }
}
