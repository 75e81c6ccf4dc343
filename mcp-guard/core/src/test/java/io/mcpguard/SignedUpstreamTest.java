package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.signature.RequestMessage;
import io.mcpguard.assertion.signature.RequestSignature;
import io.mcpguard.assertion.signature.RequestVerifier;
import io.mcpguard.assertion.signature.SignatureRejected;
import io.mcpguard.assertion.signature.SignatureRules;
import io.mcpguard.credential.Credential;
import io.mcpguard.testkit.FixtureServer;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Received;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * "RFC 9421 over @method @target-uri content-digest authorization … no Txn-Token leaves the domain"
 * (contracts §1): every request to such an upstream is signed, once, and verifies.
 */
@Timeout(60)
class SignedUpstreamTest {
  private static final String TOOL = "test_simple_text";
  private static final Credential TOKEN =
      new Credential.StaticHeader("authorization", "Bearer tools-credential");

  private final LegacyFixtureServer legacy = LegacyFixtureServer.start();
  private final ModernFixtureServer modern = ModernFixtureServer.start();
  private MemoryGuard guard;

  @AfterEach
  void stop() {
    guard.close();
    legacy.close();
    modern.close();
  }

  @Test
  void everyRequestOfASessionIsSigned() throws Exception {
    guard = MemoryGuard.signing(legacy.url(), new Credential.None()).awaitTools(TOOL);
    MemoryClient alice = guard.client("alice");
    alice.call(TOOL, "{}");

    alice.leave();

    List<Received> all = legacy.received();
    assertThat(verified(legacy, all)).hasSameSizeAs(all);
    assertThat(all).extracting(Received::method).contains("POST", "DELETE");
  }

  @Test
  void everyRequestWithoutASessionIsSigned() throws Exception {
    guard = MemoryGuard.signing(modern.url(), TOKEN).awaitTools(TOOL);

    guard.stateless("alice", "host").request("tools/call", "{\"name\":\"" + TOOL + "\"}");

    List<Received> all = modern.received();
    assertThat(verified(modern, all)).hasSameSizeAs(all);
  }

  @Test
  void theStreamOfASessionIsSigned() throws Exception {
    guard = MemoryGuard.signing(legacy.url(), TOKEN).awaitTools(TOOL);
    guard.client("alice").listen();

    awaitStream();

    List<Received> all = legacy.received();
    assertThat(verified(legacy, all)).hasSameSizeAs(all);
  }

  @Test
  void noTokenLeavesTheTrustDomain() throws Exception {
    guard = MemoryGuard.signing(legacy.url(), TOKEN).awaitTools(TOOL);

    guard.client("alice").call(TOOL, "{}");

    assertThat(legacy.received())
        .allSatisfy(request -> assertThat(request.headers("Txn-Token")).isEmpty());
  }

  @Test
  void theNonceOfACallIsItsTransactionInTheLedger() throws Exception {
    guard = MemoryGuard.signing(legacy.url(), TOKEN).awaitTools(TOOL);

    guard.client("alice").call(TOOL, "{}");

    assertThat(verified(legacy, legacy.received()))
        .extracting(RequestSignature::nonce)
        .contains(guard.permitted("tools/call").getFirst().path("txn").asText());
  }

  @Test
  void theCredentialIsCovered() throws Exception {
    guard = MemoryGuard.signing(legacy.url(), TOKEN).awaitTools(TOOL);

    assertThat(legacy.received())
        .allSatisfy(request ->
            assertThat(request.header("Signature-Input").orElseThrow())
                .contains("\"authorization\""));
  }

  private void awaitStream() {
    while (legacy.received().stream().noneMatch(request -> request.method().equals("GET"))) {
      Thread.onSpinWait();
    }
  }

  /** What a third party's verifier makes of what arrived, each request held up once. */
  private List<RequestSignature> verified(FixtureServer server, List<Received> arrived)
      throws SignatureRejected {
    InstantSource clock = InstantSource.fixed(Instant.parse("2026-11-23T12:00:00Z"));
    RequestVerifier verifier =
        new RequestVerifier(
            SignatureRules.strict(),
            KeySet.parse(guard.jwks()),
            new MemoryReplayStore(1000, clock),
            clock);
    List<RequestSignature> verified = new ArrayList<>();
    for (Received request : arrived) {
      verified.add(
          verifier.admit(
              new RequestMessage(
                  request.method(), server.url().toString(), request::headers, request.body())));
    }
    return verified;
  }
}
