package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.jose.Confirmation;
import io.mcpguard.jose.VerifiedJwt;
import io.mcpguard.testkit.DpopKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and codes that are bound to a key of the client (RFC 9449 §5, §6, §8, §10). */
class DpopTest {
  private final DpopKey key = DpopKey.p256();
  private House house;
  private Agent1 agent;

  @BeforeEach
  void open() throws Exception {
    house = House.open();
    agent = new Agent1(house);
  }

  @AfterEach
  void close() throws Exception {
    house.close();
  }

  // §5: "token_type MUST have the value DPoP"; §6.1: cnf, jkt.
  @Test
  void aProofBindsTheAccessTokenToItsKey() throws Exception {
    Members tokens = Agent1.json(proven(agent.redemption(code()), key));

    assertThat(tokens.text("token_type")).isEqualTo("DPoP");
    assertThat(house.verify(tokens.text("access_token"), house.files()))
        .isInstanceOfSatisfying(
            VerifiedJwt.class,
            jwt ->
                assertThat(jwt.confirmation()).isEqualTo(new Confirmation.Key(key.thumbprint())));
  }

  @Test
  void withoutProofTheTokenIsABearerToken() throws Exception {
    Members tokens = Agent1.json(agent.token(agent.redemption(code())));

    assertThat(tokens.text("token_type")).isEqualTo("Bearer");
  }

  @Test
  void theOtherPathOfTheEndpointIsAnotherUri() throws Exception {
    String proof = proof(key, "/token").sign();

    HttpResponse<String> answer =
        agent.post("/token", Agent1.encode(agent.redemption(code())), "DPoP", proof);

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({"htm, GET", "htu, https://elsewhere.example/oauth/token", "jti, ''"})
  void aSpoiledProofGivesNothing(String claim, String value) throws Exception {
    DpopKey.Draft proof = proof(key, "/oauth/token").claim(claim, value);

    HttpResponse<String> answer = sent(agent.redemption(code()), proof.sign());

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_dpop_proof");
  }

  @Test
  void twoProofsGiveNothing() throws Exception {
    HttpResponse<String> answer =
        agent.post(
            "/oauth/token",
            Agent1.encode(agent.redemption(code())),
            "DPoP",
            proof(key, "/oauth/token").sign(),
            "DPoP",
            proof(key, "/oauth/token").sign());

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_dpop_proof");
  }

  // §8: "use_dpop_nonce", with a nonce; the code is still good.
  @Test
  void aClientThatIsToldANonceGetsItsTokenWithIt() throws Exception {
    Map<String, String> form = agent.redemption(code());
    HttpResponse<String> told = sent(form, proof(key, "/oauth/token").without("nonce").sign());
    String nonce = told.headers().firstValue("DPoP-Nonce").orElseThrow();

    HttpResponse<String> answer = sent(form, proof(key, "/oauth/token").nonce(nonce).sign());

    assertThat(told.statusCode()).isEqualTo(400);
    assertThat(Agent1.json(told).text("error")).isEqualTo("use_dpop_nonce");
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  // §8.2: a nonce that is over is answered by a new one.
  @Test
  void aNonceThatIsOverIsAnsweredByANewOne() throws Exception {
    Map<String, String> form = agent.redemption(code());
    String old = nonce();
    house.pass(Duration.ofMinutes(10));

    HttpResponse<String> told = sent(form, proof(key, "/oauth/token").nonce(old).sign());

    assertThat(Agent1.json(told).text("error")).isEqualTo("use_dpop_nonce");
    assertThat(told.headers().firstValue("DPoP-Nonce")).isPresent().isNotEqualTo(old);
  }

  @Test
  void aProofThatWasUsedGivesNothing() throws Exception {
    String proof = proof(key, "/oauth/token").sign();
    sent(agent.redemption(code()), proof);

    HttpResponse<String> answer = sent(agent.redemption(code()), proof);

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_dpop_proof");
  }

  // §5: a public client's refresh token "MUST be bound to the respective public key".
  @Test
  void aRefreshByTheSameKeyGivesABoundToken() throws Exception {
    String refresh = bound();

    Members next = Agent1.json(proven(agent.refresh(refresh), key));

    assertThat(next.text("token_type")).isEqualTo("DPoP");
    assertThat(next.text("refresh_token")).isNotEqualTo(refresh);
  }

  @Test
  void aRefreshByAnotherKeyGivesNothingAndEndsNothing() throws Exception {
    String refresh = bound();

    HttpResponse<String> stolen = proven(agent.refresh(refresh), DpopKey.p256());

    assertThat(Agent1.json(stolen).text("error")).isEqualTo("invalid_grant");
    assertThat(proven(agent.refresh(refresh), key).statusCode()).isEqualTo(200);
  }

  @Test
  void aRefreshWithoutProofGivesNothingAndEndsNothing() throws Exception {
    String refresh = bound();

    HttpResponse<String> stolen = agent.token(agent.refresh(refresh));

    assertThat(Agent1.json(stolen).text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(proven(agent.refresh(refresh), key).statusCode()).isEqualTo(200);
  }

  /** RFC 9700 §4.14.2: whoever shows a token that was used before may be one of two who hold it. */
  @Test
  void anOldTokenEndsItsFamilyWhoeverShowsIt() throws Exception {
    String first = bound();
    String second = Agent1.json(proven(agent.refresh(first), key)).text("refresh_token");
    String third = Agent1.json(proven(agent.refresh(second), key)).text("refresh_token");

    agent.token(agent.refresh(first));

    assertThat(proven(agent.refresh(third), key).statusCode()).isEqualTo(400);
  }

  /** The thief of a token without a key would keep it by binding it to a key of their own. */
  @Test
  void aThiefWhoBindsAStolenTokenLosesItWhenItsOwnerComes() throws Exception {
    String stolen = Agent1.json(agent.token(agent.redemption(code()))).text("refresh_token");
    String kept = Agent1.json(proven(agent.refresh(stolen), key)).text("refresh_token");

    agent.token(agent.refresh(stolen));

    assertThat(proven(agent.refresh(kept), key).statusCode()).isEqualTo(400);
  }

  @Test
  void aPublicClientThatBeginsToProveAKeyIsBoundFromThenOn() throws Exception {
    String unbound = Agent1.json(agent.token(agent.redemption(code()))).text("refresh_token");
    String next = Agent1.json(proven(agent.refresh(unbound), key)).text("refresh_token");

    assertThat(agent.token(agent.refresh(next)).statusCode()).isEqualTo(400);
    assertThat(agent.token(agent.refresh(unbound)).statusCode()).isEqualTo(400);
  }

  // §5: "Refresh tokens issued to confidential clients ... are not bound to the DPoP key".
  @Test
  void aConfidentialClientMayChangeItsKey() throws Exception {
    String refresh = Agent1.json(proven(webRedemption(), key)).text("refresh_token");
    Map<String, String> form = agent.refresh(refresh);
    form.put("client_id", "web-1");
    form.put("client_secret", House.SECRET);

    assertThat(proven(form, DpopKey.p256()).statusCode()).isEqualTo(200);
  }

  @Test
  void aCodeThatCameWithOneProofTooManyIsStillGood() throws Exception {
    String refresh = bound();
    for (int used = 1; used < House.PROOFS_OF_ONE_KEY; used++) {
      refresh = Agent1.json(proven(agent.refresh(refresh), key)).text("refresh_token");
    }
    house.pass(Duration.ofSeconds(40));
    Map<String, String> form = agent.redemption(code());
    HttpResponse<String> busy = proven(form, key);
    house.pass(Duration.ofSeconds(21));

    assertThat(busy.statusCode()).isEqualTo(503);
    assertThat(proven(form, key).statusCode()).isEqualTo(200);
  }

  // §5.2: "the authorization server MUST reject token requests from the client that do not contain
  // the DPoP header" where dpop_bound_access_tokens is true.
  @Test
  void aClientThatRegisteredForBoundTokensGetsNoOthers() throws Exception {
    Map<String, String> form = registeredRedemption("true");

    assertThat(Agent1.json(agent.token(form)).text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(proven(form, key).statusCode()).isEqualTo(200);
  }

  @Test
  void aClientThatRegisteredForEitherGetsABearerToken() throws Exception {
    assertThat(Agent1.json(agent.token(registeredRedemption("false"))).text("token_type"))
        .isEqualTo("Bearer");
  }

  // §10: "the authorization code is bound to the public key".
  @Test
  void aCodeForAKeyIsRedeemedByIt() throws Exception {
    assertThat(proven(agent.redemption(codeFor(key)), key).statusCode()).isEqualTo(200);
  }

  // §10: "If they do not match, it MUST reject the request."
  @Test
  void aCodeForAKeyIsNotRedeemedByAnother() throws Exception {
    HttpResponse<String> answer = proven(agent.redemption(codeFor(key)), DpopKey.p256());

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_grant");
  }

  @Test
  void aCodeForAKeyIsNotRedeemedWithoutProof() throws Exception {
    HttpResponse<String> answer = agent.token(agent.redemption(codeFor(key)));

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_grant");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="})
  void aThumbprintThatIsNoneIsRefused(String thumbprint) throws Exception {
    Map<String, String> request = agent.request();
    request.put("dpop_jkt", thumbprint);

    HttpResponse<String> answer = new Browser(house.issuer).open(agent.url(request));

    assertThat(answer.headers().firstValue("Location").orElse("") + answer.body())
        .contains("invalid_request");
  }

  // §5.2: "the authorization server MUST reject token requests from the client that do not contain
  // the DPoP header".
  @Test
  void whereBoundTokensAreRequiredAProofIs() throws Exception {
    house.close();
    house = House.ofBoundTokensOnly();
    agent = new Agent1(house);

    HttpResponse<String> answer = agent.token(agent.redemption(code()));

    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_dpop_proof");
    assertThat(Agent1.json(agent.get("/.well-known/oauth-protected-resource/mcp/files")).all())
        .containsEntry("dpop_bound_access_tokens_required", true);
  }

  // §5.1, RFC 9728 §2
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/.well-known/oauth-authorization-server",
        "/.well-known/oauth-protected-resource/mcp/files"
      })
  void theMetadataNamesTheAlgorithms(String path) throws Exception {
    assertThat(Agent1.json(agent.get(path)).all())
        .containsEntry("dpop_signing_alg_values_supported", List.of("ES256", "EdDSA", "Ed25519"))
        .doesNotContainKey("dpop_bound_access_tokens_required");
  }

  // §6.2: introspection shows cnf, and token_type DPoP.
  @Test
  void introspectionShowsTheKey() throws Exception {
    String token = Agent1.json(proven(webRedemption(), key)).text("access_token");

    Members answer =
        Agent1.json(agent.post("/oauth/introspect", "token=" + token, "Authorization", basic()));

    assertThat(answer.all())
        .containsEntry("token_type", "DPoP")
        .containsEntry("cnf", Map.of("jkt", key.thumbprint()));
  }

  // Fetch §3.2: a page may send and read only what it is told it may.
  @Test
  void pagesMaySendProofsAndReadNonces() throws Exception {
    HttpResponse<String> answer = proven(agent.redemption(code()), key);

    assertThat(answer.headers().firstValue("Access-Control-Expose-Headers"))
        .contains("WWW-Authenticate, DPoP-Nonce, Retry-After");
  }

  private String code() throws Exception {
    return agent.code(new Browser(house.issuer));
  }

  private String codeFor(DpopKey bound) throws Exception {
    Map<String, String> request = agent.request();
    request.put("dpop_jkt", bound.thumbprint());
    return agent.code(new Browser(house.issuer), request);
  }

  /** A refresh token that is bound to the key of this test. */
  private String bound() throws Exception {
    return Agent1.json(proven(agent.redemption(code()), key)).text("refresh_token");
  }

  private Map<String, String> registeredRedemption(String boundTokens) throws Exception {
    String metadata =
        "{\"redirect_uris\":[\"http://127.0.0.1/callback\"],\"dpop_bound_access_tokens\":%s}"
            .formatted(boundTokens);
    String id = Agent1.json(agent.postJson("/oauth/register", metadata)).text("client_id");
    Map<String, String> request = agent.request();
    request.put("client_id", id);
    Map<String, String> form = agent.redemption(agent.code(new Browser(house.issuer), request));
    form.put("client_id", id);
    return form;
  }

  private Map<String, String> webRedemption() throws Exception {
    Map<String, String> request = agent.request();
    request.put("client_id", "web-1");
    request.put("redirect_uri", "https://web.example/cb");
    Map<String, String> form = agent.redemption(agent.code(new Browser(house.issuer), request));
    form.put("client_id", "web-1");
    form.put("redirect_uri", "https://web.example/cb");
    form.put("client_secret", House.SECRET);
    return form;
  }

  private HttpResponse<String> proven(Map<String, String> form, DpopKey by) throws Exception {
    return sent(form, proof(by, "/oauth/token").sign());
  }

  private HttpResponse<String> sent(Map<String, String> form, String proof) throws Exception {
    return agent.post("/oauth/token", Agent1.encode(form), "DPoP", proof);
  }

  /** In which everything is right; spoil one thing of it. */
  private DpopKey.Draft proof(DpopKey by, String path) {
    return by.proof("POST", house.issuer + path, house.now.get()).nonce(nonce());
  }

  private String nonce() {
    return house.proofs.nonce();
  }

  private static String basic() {
    String pair = "web-1:" + House.SECRET;
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }
}
