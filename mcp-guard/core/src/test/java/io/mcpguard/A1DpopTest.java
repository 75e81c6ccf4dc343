package io.mcpguard;

import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessFront;
import io.mcpguard.jose.Sealer;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.streamable.BodyReader;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import io.mcpguard.testkit.DpopKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack row A1: a stolen token that is bound to a key. Whoever has the token and not the key, or a
 * proof that was made for another request, gets 401 (RFC 9449 §7).
 */
class A1DpopTest {
  private static final String ECHO = "https://guard.example/mcp/echo";
  private static final byte[] HELLO =
      """
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",
       "capabilities":{},"clientInfo":{"name":"c","version":"1"}}}
      """
          .getBytes(StandardCharsets.UTF_8);

  private final EchoingGuard guard = EchoingGuard.with(scope("echo.use", "echo/echo"));
  private final DpopKey key = DpopKey.p256();
  private final String token = guard.boundToken(key, "echo.use");
  private final Endpoints endpoints =
      new Endpoints(
          guard.guard(),
          List.of(new StatelessFront(guard.guard(), new SecureRandom()).at(guard.upstream())),
          new SessionFront(guard.guard(), new SecureRandom()),
          LocalNames.only(Set.of("guard.example"), Set.of()),
          new BodyReader(4096, Duration.ofSeconds(30)),
          new Challenges(
              URI.create("https://guard.example"),
              BoundTokens.OPTIONAL,
              upstream -> Scopes.of("echo.use")),
          new Sealer(new SecretKeySpec(new byte[32], "AES"), new SecureRandom()));

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void theTokenWithAProofOfItsKeyIsTaken() throws Exception {
    Visitor visitor = sent(token, proof(key).sign());

    assertThat(visitor.status()).isEqualTo(200);
  }

  @Test
  void soIsOneThatIsBoundToAnEd25519Key() throws Exception {
    DpopKey other = DpopKey.ed25519();
    String bound = guard.boundToken(other, "echo.use");

    Visitor visitor = sent(bound, proof(other).token(bound).sign());

    assertThat(visitor.status()).isEqualTo(200);
  }

  // RFC 9449 §7.1: "the public key to which the access token is bound matches the public key from
  // the DPoP proof".
  @Test
  void theTokenWithAProofOfAnotherKeyIsRefused() throws Exception {
    Visitor visitor = sent(token, proof(DpopKey.p256()).sign());

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(challenge(visitor)).startsWith("DPoP ").contains("error=\"invalid_token\"");
  }

  // RFC 9449 §7.2: a bound token "MUST NOT be accepted as a bearer token".
  @Test
  void theTokenAsBearerIsRefused() throws Exception {
    Visitor visitor = post().with("Authorization", "Bearer " + token);

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(challenge(visitor)).contains("Bearer error=\"invalid_token\"", ", DPoP algs=");
  }

  @Test
  void theTokenAsBearerWithAGoodProofIsRefused() throws Exception {
    Visitor visitor =
        post().with("Authorization", "Bearer " + token).with("DPoP", proof(key).sign());

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
  }

  @Test
  void aTokenBoundToNothingIsRefusedAsDpop() throws Exception {
    String bearer = guard.token("echo.use");

    Visitor visitor = sent(bearer, proof(key).token(bearer).sign());

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(challenge(visitor)).contains("error=\"invalid_token\"");
  }

  // RFC 8705 §3: a token bound to a certificate is not good without it, which nobody looked at.
  @Test
  void aTokenBoundToSomethingElseIsRefusedAsBearer() throws Exception {
    Visitor visitor =
        post()
            .with(
                "Authorization",
                "Bearer " + guard.tokenConfirming(Map.of("x5t#S256", "abc"), "echo.use"));

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
  }

  // RFC 9449 §11.1: "store the jti value of each DPoP proof".
  @Test
  void aProofThatWasUsedIsRefused() throws Exception {
    String proof = proof(key).sign();
    sent(token, proof);

    Visitor again = sent(token, proof);

    assertThat(again.status()).isEqualTo(401);
    assertThat(challenge(again)).contains("error=\"invalid_dpop_proof\"");
  }

  @Test
  void aProofThatWasUsedIsRefusedUntilItIsTooOld() throws Exception {
    String proof = proof(key).sign();
    sent(token, proof);
    guard.clock().move(Duration.ofMinutes(1));

    assertThat(sent(token, proof).status()).isEqualTo(401);
  }

  @ParameterizedTest
  @CsvSource({
    "htm, GET",
    "htu, https://guard.example/mcp/other",
    "htu, https://evil.example/mcp/echo",
    "ath, fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo",
  })
  void aProofForAnotherRequestIsRefused(String claim, String value) throws Exception {
    DpopKey.Draft proof = proof(key).claim(claim, value);

    Visitor visitor = sent(token, proof.sign());

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(challenge(visitor)).contains("error=\"invalid_dpop_proof\"");
  }

  // RFC 9449 §4.3, 12: with an access token, ath is needed.
  @Test
  void aProofForTheTokenEndpointIsRefused() throws Exception {
    DpopKey.Draft proof = proof(key).without("ath");

    assertThat(sent(token, proof.sign()).status()).isEqualTo(401);
  }

  // RFC 9449 §4.3, 1: "There is not more than one DPoP HTTP request header field."
  @Test
  void twoProofsAreRefused() throws Exception {
    Visitor visitor =
        post()
            .with("Authorization", "DPoP " + token)
            .with("DPoP", proof(key).sign())
            .with("DPoP", proof(key).sign());

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
  }

  @Test
  void aTokenWithoutProofIsRefused() throws Exception {
    Visitor visitor = post().with("Authorization", "DPoP " + token);

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(challenge(visitor))
        .isEqualTo(
            "DPoP algs=\"ES256 EdDSA Ed25519\", error=\"invalid_dpop_proof\","
                + " resource_metadata="
                + "\"https://guard.example/.well-known/oauth-protected-resource/mcp/echo\","
                + " scope=\"echo.use\"");
  }

  // RFC 9449 §9: the answer to a proof without nonce brings one.
  @Test
  void whoIsToldANonceIsLetInWithIt() throws Exception {
    DpopKey.Draft proof = proof(key).without("nonce");
    Visitor told = sent(token, proof.sign());

    Visitor visitor = sent(token, proof(key).nonce(told.field("DPoP-Nonce")).sign());

    assertThat(told.status()).isEqualTo(401);
    assertThat(challenge(told)).contains("error=\"use_dpop_nonce\"");
    assertThat(visitor.status()).isEqualTo(200);
  }

  @Test
  void whoPresentsNothingIsToldOfBothSchemes() throws Exception {
    Visitor visitor = post();

    endpoints.serve("echo", visitor);

    assertThat(challenge(visitor))
        .startsWith("Bearer resource_metadata=")
        .contains(", DPoP algs=\"ES256 EdDSA Ed25519\", resource_metadata=")
        .doesNotContain("error");
  }

  // MCP's DPoP extension (draft): "content_digest", of the raw body.
  @Test
  void aBodyThatIsTheProofsIsTaken() throws Exception {
    assertThat(sent(token, proof(key).body(HELLO).sign()).status()).isEqualTo(200);
  }

  @Test
  void aBodyThatIsNotTheProofsIsRefused() throws Exception {
    byte[] other =
        new String(HELLO, StandardCharsets.UTF_8)
            .replace("\"c\"", "\"d\"")
            .getBytes(StandardCharsets.UTF_8);

    Visitor visitor = sent(token, proof(key).body(other).sign());

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(challenge(visitor)).contains("error=\"invalid_dpop_proof\"");
    assertThat(guard.decision().string("reason")).contains("invalid_dpop_proof");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "sha-256", "sha-512=:AAAA:", "sha-256=:AAAA:"})
  void aDigestThatCannotBeReadIsRefused(String digest) throws Exception {
    DpopKey.Draft proof = proof(key).claim("content_digest", digest);

    assertThat(sent(token, proof.sign()).status()).isEqualTo(401);
  }

  // Contracts §2: agent{id,owner,method}.
  @Test
  void theRecordSaysThatTheKeyWasProven() throws Exception {
    guard.guard().revokeAgent(EchoingGuard.AGENT);

    sent(token, proof(key).sign());

    assertThat(guard.decision().object("agent").flatMap(agent -> agent.string("method")))
        .contains("dpop");
  }

  private Visitor sent(String accessToken, String proof) throws Exception {
    Visitor visitor = post().with("Authorization", "DPoP " + accessToken).with("DPoP", proof);
    endpoints.serve("echo", visitor);
    return visitor;
  }

  private static Visitor post() {
    return new Visitor("POST")
        .with("Content-Type", "application/json")
        .with("Accept", "application/json, text/event-stream")
        .sending(HELLO);
  }

  /** In which everything is right, for the token of this test. */
  private DpopKey.Draft proof(DpopKey by) {
    return by.proof("POST", ECHO, guard.clock().instant())
        .nonce(guard.guard().dpopNonce())
        .token(token);
  }

  private static String challenge(Visitor visitor) {
    return visitor.field("WWW-Authenticate");
  }
}
