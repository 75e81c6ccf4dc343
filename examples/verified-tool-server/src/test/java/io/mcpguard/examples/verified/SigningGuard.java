package io.mcpguard.examples.verified;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.AssertionClaims;
import io.mcpguard.assertion.AssertionClaims.Actor;
import io.mcpguard.assertion.AssertionClaims.AgentProof;
import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionClaims.Context;
import io.mcpguard.assertion.AssertionClaims.Decision;
import io.mcpguard.assertion.AssertionClaims.Login;
import io.mcpguard.assertion.AssertionIssuer;
import io.mcpguard.assertion.AssertionSigner;
import io.mcpguard.assertion.VerificationKey;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.ReadRules;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.interfaces.EdECPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A guard as a tool server sees it: one key, and the assertions of alice's calls. */
final class SigningGuard {
  static final String ISSUER = "https://guard.example";
  static final String DOMAIN = "example.internal";
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final KeyPair pair;
  private final AssertionIssuer issuer;
  private int transactions;

  private SigningGuard(KeyPair pair) {
    this.pair = pair;
    this.issuer =
        new AssertionIssuer(
            AssertionSigner.of(
                "k", Algorithm.ED25519, pair.getPrivate(), Security.getProvider("SunEC")));
  }

  static SigningGuard create() throws GeneralSecurityException {
    return new SigningGuard(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
  }

  VerificationKey key() {
    return new VerificationKey("k", Algorithm.ED25519, pair.getPublic());
  }

  /** The public key, whose last 32 octets in X.509 are its point (RFC 8037, RFC 8410). */
  String jwks() {
    byte[] encoded = ((EdECPublicKey) pair.getPublic()).getEncoded();
    byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    String x = Base64.getUrlEncoder().withoutPadding().encodeToString(point);
    return "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"k\",\"x\":\"" + x + "\"}]}";
  }

  /** What the guard sends with a call of a tool at a server. */
  String token(String message, String server) throws Exception {
    byte[] bytes = message.getBytes(UTF_8);
    JsonObject root = (JsonObject) JsonDocument.read(bytes, ReadRules.request()).root();
    JsonObject params = root.object("params").orElseThrow();
    Call call =
        new Call(
            server,
            "tools/call",
            params.string("name").orElseThrow(),
            Digests.ofParams(params),
            Digests.ofArguments(params),
            "",
            "2025-11-25",
            "run",
            "",
            "user",
            "");
    String txn = "transaction-number-%04d".formatted(transactions++);
    return issuer.issue(
        new AssertionClaims(
            ISSUER,
            DOMAIN,
            NOW,
            NOW.plusSeconds(30),
            txn,
            "alice",
            List.of(new Actor(ISSUER, "spiffe://example.internal/agent/a/1")),
            List.of("payments.write"),
            "spiffe://example.internal/guard",
            call,
            new Context(
                new Decision(txn, "sha256:none"),
                Login.unknown(),
                new AgentProof("bearer", "low"),
                List.of(),
                "",
                0)));
  }
}
