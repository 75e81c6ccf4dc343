package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.AssertionClaims.Actor;
import io.mcpguard.assertion.AssertionClaims.AgentProof;
import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionClaims.Context;
import io.mcpguard.assertion.AssertionClaims.Decision;
import io.mcpguard.assertion.AssertionClaims.Login;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A guard with keys that are known to everybody, and one valid call of it; for tests alone. */
final class Fixture {
  static final String ISSUER = "https://guard.example";
  static final String DOMAIN = "example.internal";
  static final String SERVER = "https://pay.example.internal/mcp";
  static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  static final InstantSource CLOCK = InstantSource.fixed(NOW);
  static final String TOOL_DIGEST = "sha256:" + "7".repeat(64);
  static final String TXN = "mZ3v9QF1n0uVhJq2cXy6Tw";

  static final String PAY =
      """
      {"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"pay_invoice",\
      "arguments":{"invoice":"A-17","amount":{"value":"12.50","currency":"EUR"}},\
      "_meta":{"progressToken":1}}}\
      """;

  /** A client's answer to a server's request that it does not grant. */
  static final String DECLINED =
      """
      {"jsonrpc":"2.0","id":"q1","error":{"code":-1,"message":"declined","data":{"n":1.5}}}\
      """;

  /** A P-256 key in PKCS #8. */
  static final String ES256_KEY =
      "MEECAQAwEwYHKoZIzj0CAQYIKoZIzj0DAQcEJzAlAgEBBCBQLiWlObE+2rZ4fpi6EZ3gwjKm9myewaxVa1+mQD25zw==";

  /** An Ed25519 key in PKCS #8. */
  static final String ED25519_KEY =
      "MC4CAQAwBQYDK2VwBCIEIPpfDfzkMN/g0m/SkHxWDzKOomLLyYvOB85zQsPgDEcg";

  /** The public halves, under the ids {@code es} and {@code ed}. */
  static final String KEYS =
      """
      {"keys":[\
      {"kty":"EC","crv":"P-256","use":"sig","alg":"ES256","kid":"es","x":"IUSNp5EqBsxd8IJqcSI6H5mth1gN5FSaEsBxJQpLQZY","y":"crZnTPAQGqV433UujLLh9ys84o_bqRChMpfPNdB_B_A"},\
      {"kty":"OKP","crv":"Ed25519","use":"sig","alg":"Ed25519","kid":"ed","x":"vuQMT06sOMNx0piQpTOHudZ17Tc5gkgO0D3TQXWUmHw"}]}\
      """;

  private Fixture() {}

  static AssertionSigner es256() {
    return AssertionSigner.of(
        "es", Algorithm.ES256, key("EC", ES256_KEY), Signatures.provider(Algorithm.ES256));
  }

  static AssertionSigner ed25519() {
    return AssertionSigner.of(
        "ed",
        Algorithm.ED25519,
        key("Ed25519", ED25519_KEY),
        Signatures.provider(Algorithm.ED25519));
  }

  private static PrivateKey key(String algorithm, String pkcs8) {
    try {
      byte[] encoded = Base64.getDecoder().decode(pkcs8);
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static VerifierRules rules() {
    return VerifierRules.strict(ISSUER, DOMAIN, SERVER);
  }

  static AssertionVerifier verifier() {
    return verifier(rules(), CLOCK);
  }

  static AssertionVerifier verifier(VerifierRules rules, InstantSource clock) {
    ReplayStore store = new MemoryReplayStore(100, InstantSource.fixed(NOW.minusSeconds(60)));
    return new AssertionVerifier(rules, KeySet.parse(KEYS), store, clock);
  }

  /** The token a guard sends with this message. */
  static String token(String message) {
    return issue(claims(call(message)));
  }

  static String issue(AssertionClaims claims) {
    try {
      return new AssertionIssuer(es256()).issue(claims);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static AssertionClaims claims(Call call) {
    return claims(call, NOW, NOW.plus(Duration.ofSeconds(30)));
  }

  static AssertionClaims claims(Call call, Instant issuedAt, Instant expiresAt) {
    return new AssertionClaims(
        ISSUER,
        DOMAIN,
        issuedAt,
        expiresAt,
        TXN,
        "alice",
        List.of(new Actor(ISSUER, "spiffe://example.internal/agent/k3Vb/01")),
        List.of("payments.write"),
        "spiffe://example.internal/guard",
        call,
        new Context(
            new Decision(TXN, "sha256:" + "9".repeat(64)),
            Login.unknown(),
            new AgentProof("bearer", "low"),
            List.of("private"),
            "",
            0));
  }

  static Call call(String message) {
    JsonObject root = (JsonObject) document(message).root();
    Optional<JsonObject> params = root.object("params");
    Optional<JsonObject> content =
        params.or(() -> root.object("result")).or(() -> root.object("error"));
    String method = root.string("method").orElse(McpMethods.ANSWER);
    boolean toolCall = method.equals("tools/call");
    return new Call(
        SERVER,
        method,
        params.map(object -> McpMethods.nameOf(method, object)).orElse(""),
        content.map(Digests::ofParams).orElse(Digests.ofNothing()),
        toolCall ? Digests.ofArguments(params.orElseThrow()) : "",
        toolCall ? TOOL_DIGEST : "",
        "2025-11-25",
        "run-1",
        "",
        "user",
        "");
  }

  static JsonDocument document(String text) {
    try {
      return JsonDocument.read(text.getBytes(UTF_8), ReadRules.request());
    } catch (MalformedJson fault) {
      throw new IllegalStateException(fault);
    }
  }

  static JsonValue value(String text) {
    return document(text).root();
  }

  static Admission admit(AssertionVerifier verifier, String token, String message)
      throws AssertionRejected {
    return verifier.admit(List.of(new RawAssertion(token)), message.getBytes(UTF_8));
  }
}
