package io.mcpguard.authserver;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.testkit.DpopKey;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that prove themselves by a signature: private_key_jwt (RFC 7523 §3). */
class ClientAssertionTest {
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

  @Test
  void aGoodAssertionProvesTheClient() throws Exception {
    assertProven(sign(house.clientKeys, claims()));
  }

  // RFC 7515 §4.1.4: "Use of this Header Parameter is OPTIONAL."
  @Test
  void anAssertionNeedsNoKeyIdWhereTheClientHasOneKey() throws Exception {
    Map<String, Object> claims = with("iss", "signer-2");
    claims.put("sub", "signer-2");
    var set = new JWTClaimsSet.Builder();
    claims.forEach(set::claim);
    var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.ES256), set.build());
    jwt.sign(new ECDSASigner(house.namelessKey));

    assertThat(Agent1.json(token("signer-2", jwt.serialize())).text("error"))
        .isEqualTo("invalid_grant");
  }

  // RFC 7523 §3 (3): the token endpoint may be named as the audience.
  @Test
  void theTokenEndpointMayBeTheAudience() throws Exception {
    assertProven(sign(house.clientKeys, with("aud", house.issuer + "/oauth/token")));
  }

  // RFC 7523 §3 (1), (2): iss and sub are the client.
  @Test
  void anAssertionFromAnotherClientIsRefused() throws Exception {
    assertRefused(sign(house.clientKeys, with("iss", "web-1")));
  }

  @Test
  void anAssertionAboutAnotherClientIsRefused() throws Exception {
    assertRefused(sign(house.clientKeys, with("sub", "web-1")));
  }

  // RFC 7523 §3 (3): "The authorization server MUST reject any JWT that does not contain its own
  // identity as the intended audience."
  @Test
  void anAssertionForAnotherServerIsRefused() throws Exception {
    assertRefused(sign(house.clientKeys, with("aud", "https://other.example")));
  }

  @Test
  void anExpiredAssertionIsRefused() throws Exception {
    assertRefused(sign(house.clientKeys, with("exp", Date.from(house.now.get().minusSeconds(60)))));
  }

  @Test
  void anAssertionThatLastsTooLongIsRefused() throws Exception {
    Instant far = house.now.get().plus(Duration.ofMinutes(11));

    assertRefused(sign(house.clientKeys, with("exp", Date.from(far))));
  }

  @Test
  void anAssertionUnderAnotherKeyIsRefused() throws Exception {
    SigningKeys stranger =
        SigningKeys.inMemory(Duration.ofMinutes(15), house.now::get, house.providers);

    assertRefused(sign(stranger, claims()));
  }

  @Test
  void noNumberOfBadAssertionsKeepsTheClientOut() throws Exception {
    String bad = sign(house.clientKeys, with("aud", "https://other.example"));
    for (int i = 0; i < 10; i++) {
      assertRefused(bad);
    }

    assertProven(sign(house.clientKeys, claims()));
  }

  // RFC 9449 §8: a client that is told a nonce sends its request again, which was signed once.
  @Test
  void anAssertionThatCameWithoutANonceIsNotTakenYet() throws Exception {
    DpopKey key = DpopKey.p256();
    DpopKey.Draft proof = key.proof("POST", house.issuer + "/oauth/token", house.now.get());
    String form = Agent1.encode(form("signer-1", sign(house.clientKeys, claims())));
    HttpResponse<String> told = agent.post("/oauth/token", form, "DPoP", proof.sign());
    String nonce = told.headers().firstValue("DPoP-Nonce").orElseThrow();

    HttpResponse<String> answer =
        agent.post("/oauth/token", form, "DPoP", proof.nonce(nonce).sign());

    assertThat(Agent1.json(told).text("error")).isEqualTo("use_dpop_nonce");
    assertThat(Agent1.json(answer).text("error")).isEqualTo("invalid_grant");
  }

  // RFC 7523 §3 (7): jti prevents replay.
  @Test
  void anAssertionIsTakenOnce() throws Exception {
    String assertion = sign(house.clientKeys, claims());
    token(assertion);

    assertThat(token(assertion).statusCode()).isEqualTo(401);
  }

  @Test
  void anAccessTokenIsNoAssertion() throws Exception {
    assertRefused(new JwtSigner(house.clientKeys, "at+jwt").sign(claims()));
  }

  /** The client is proven when its unknown code, and not itself, is what is refused. */
  private void assertProven(String assertion) throws Exception {
    assertThat(Agent1.json(token(assertion)).text("error")).isEqualTo("invalid_grant");
  }

  private void assertRefused(String assertion) throws Exception {
    assertThat(Agent1.json(token(assertion)).text("error")).isEqualTo("invalid_client");
  }

  private HttpResponse<String> token(String assertion) throws Exception {
    return token("signer-1", assertion);
  }

  private HttpResponse<String> token(String client, String assertion) throws Exception {
    return agent.token(form(client, assertion));
  }

  private Map<String, String> form(String client, String assertion) {
    Map<String, String> form = new LinkedHashMap<>(agent.redemption("unknown"));
    form.put("client_id", client);
    form.put("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    form.put("client_assertion", assertion);
    return form;
  }

  private Map<String, Object> with(String claim, Object value) {
    Map<String, Object> spoiled = claims();
    spoiled.put(claim, value);
    return spoiled;
  }

  private Map<String, Object> claims() {
    return new TreeMap<>(
        Map.of(
            "iss",
            "signer-1",
            "sub",
            "signer-1",
            "aud",
            house.issuer.toString(),
            "jti",
            "j-1",
            "iat",
            Date.from(house.now.get()),
            "exp",
            Date.from(house.now.get().plusSeconds(60))));
  }

  private static String sign(SigningKeys keys, Map<String, Object> claims) {
    return new JwtSigner(keys, "JWT").sign(claims);
  }
}
