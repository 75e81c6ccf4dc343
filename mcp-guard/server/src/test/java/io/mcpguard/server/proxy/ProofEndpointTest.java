package io.mcpguard.server.proxy;

import static io.mcpguard.server.proxy.CallingGuard.get;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.ledger.Attestation;
import io.mcpguard.ledger.TlogProof;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.Json;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "The full proof is at GET /audit/v1/proof/{txn} … for the call's own principal" (contracts §2).
 */
class ProofEndpointTest {
  private static final String UNKNOWN = "AAAAAAAAAAAAAAAAAAAAAA";
  private static final String STATEMENT = "application/vnd.in-toto+json";

  @TempDir private static Path folder;
  private static CallingGuard guard;
  private static String call;

  @BeforeAll
  static void call() throws Exception {
    guard = new CallingGuard(folder);
    call = guard.allowed();
    guard.published(call);
  }

  @AfterAll
  static void stop() throws Exception {
    guard.close();
  }

  private static HttpResponse<String> asAlice(String txn, String accept) throws Exception {
    return get(
        guard.proof(txn),
        "Authorization",
        "Bearer " + guard.token("alice", "agent", "echo"),
        "Accept",
        accept);
  }

  private static TlogProof proof(String text) throws Exception {
    return TlogProof.read(text.getBytes(UTF_8), guard.server().ledger().verifierKey());
  }

  @Test
  void theTextIsAProofThatCarriesItsLeaf() throws Exception {
    HttpResponse<String> answer = asAlice(call, "*/*");

    String[] lines = answer.body().split("\n", -1);
    byte[] leaf = Base64.getDecoder().decode(lines[1].substring("extra ".length()));
    assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
    assertThat(lines[0]).isEqualTo("c2sp.org/tlog-proof@v1");
    assertThat(proof(answer.body()).proves(leaf)).isTrue();
    assertThat(Json.read(new String(leaf, UTF_8)).path("txn").asText()).isEqualTo(call);
  }

  @Test
  void theJsonHasTheReceiptAndBothRecordsWithProofsThatHold() throws Exception {
    JsonNode answer = Json.read(asAlice(call, "application/json").body());

    assertThat(answer.at("/receipt/txn").asText()).isEqualTo(call);
    assertThat(answer.at("/receipt/log/index")).isEqualTo(answer.at("/decision/index"));
    for (String record : new String[] {"decision", "outcome"}) {
      byte[] leaf = Base64.getUrlDecoder().decode(answer.at("/" + record + "/leaf").asText());
      assertThat(proof(answer.at("/" + record + "/proof").asText()).proves(leaf)).isTrue();
      leaf[5]++;
      assertThat(proof(answer.at("/" + record + "/proof").asText()).proves(leaf)).isFalse();
    }
    assertThat(answer.at("/receipt/status").asText()).isEqualTo("executed");
  }

  @Test
  void theStatementIsOfTheDecisionsLeafAndSignedByTheLogsKey() throws Exception {
    byte[] leaf =
        Base64.getUrlDecoder()
            .decode(
                Json.read(asAlice(call, "application/json").body()).at("/decision/leaf").asText());
    JsonNode envelope = Json.read(asAlice(call, STATEMENT).body());

    Attestation signed = attestation(envelope);
    JsonNode statement = Json.read(new String(signed.payload(), UTF_8));
    MessageDigest hash = MessageDigest.getInstance("SHA-256");
    hash.update((byte) 0);
    assertThat(guard.server().ledger().verifierKey().signed(signed)).isTrue();
    assertThat(statement.at("/subject/0/name").asText()).isEqualTo("mcp-call:" + call);
    assertThat(statement.at("/subject/0/digest/sha256").asText())
        .isEqualTo(HexFormat.of().formatHex(hash.digest(leaf)));
    assertThat(statement.at("/predicate/outcome/status").asText()).isEqualTo("executed");
    signed.payload()[7]++;
    assertThat(guard.server().ledger().verifierKey().signed(signed)).isFalse();
  }

  private static Attestation attestation(JsonNode envelope) {
    return new Attestation(
        envelope.path("payloadType").asText(),
        Base64.getDecoder().decode(envelope.path("payload").asText()),
        envelope.at("/signatures/0/keyid").asText(),
        Base64.getDecoder().decode(envelope.at("/signatures/0/sig").asText()));
  }

  /** "The caller gets a stable code and a short fixed text, never policy text" (contracts §3). */
  @Test
  void theLeafOfARefusalIsShownToNoCallerAndProvenAllTheSame() throws Exception {
    String refused = guard.refused();

    JsonNode answer = Json.read(asAlice(refused, "application/json").body());
    Attestation statement = attestation(Json.read(asAlice(refused, STATEMENT).body()));

    assertThat(asAlice(refused, "text/plain").body()).doesNotContain("extra ");
    assertThat(answer.at("/decision").has("leaf")).isFalse();
    assertThat(answer.at("/decision/leaf_hash").asText()).isNotEmpty();
    assertThat(answer.at("/decision/proof").asText()).startsWith("c2sp.org/tlog-proof@v1\n");
    assertThat(new String(statement.payload(), UTF_8))
        .contains("out_of_reach")
        .doesNotContain("\"detail\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {UNKNOWN, "no-id", ""})
  void whoIsNobodyIsToldSoWhateverIsAskedFor(String txn) throws Exception {
    HttpResponse<String> answer = get(guard.proof(txn));

    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("resource_metadata");
    assertThat(get(guard.proof(call)).body()).isEqualTo(answer.body());
  }

  @Test
  void ofAForeignCallNothingIsToldThatIsNotToldOfAnUnknownOne() throws Exception {
    HttpResponse<String> unknown = asAlice(UNKNOWN, "*/*");

    assertThat(unknown.statusCode()).isEqualTo(404);
    for (String token :
        Set.of(guard.token("bob", "agent", "echo"), guard.token("alice", "stranger", "echo"))) {
      HttpResponse<String> foreign = get(guard.proof(call), "Authorization", "Bearer " + token);
      assertThat(foreign.statusCode()).isEqualTo(404);
      assertThat(foreign.body()).isEqualTo(unknown.body());
      assertThat(foreign.headers().map().keySet()).isEqualTo(unknown.headers().map().keySet());
    }
  }

  @Test
  void aTokenForAnotherEndpointWillDo() throws Exception {
    String token = guard.token("alice", "agent", "other");

    assertThat(get(guard.proof(call), "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aBoundTokenNeedsAProofForThisVeryAddress() throws Exception {
    DpopKey key = DpopKey.p256();
    String token =
        guard.token("alice", "agent", "echo", Map.of("cnf", Map.of("jkt", key.thumbprint())));

    assertThat(get(guard.proof(call), "Authorization", "Bearer " + token).statusCode())
        .isEqualTo(401);
    assertThat(proving(key, token, guard.url().resolve("/mcp/echo"))).isEqualTo(401);
    assertThat(proving(key, token, guard.proof(UNKNOWN))).isEqualTo(401);
    assertThat(proving(key, token, guard.proof(call))).isEqualTo(200);
  }

  /** The status of an answer to a request with a proof for {@code htu}. */
  private static int proving(DpopKey key, String token, URI htu) throws Exception {
    String nonce =
        get(guard.proof(call), "Authorization", "DPoP " + token, "DPoP", "none")
            .headers()
            .firstValue("DPoP-Nonce")
            .orElseThrow();
    String proof = key.proof("GET", htu.toString(), Instant.now()).token(token).nonce(nonce).sign();
    return get(guard.proof(call), "Authorization", "DPoP " + token, "DPoP", proof).statusCode();
  }

  @Test
  void nothingIsChangedHere() throws Exception {
    HttpRequest post =
        HttpRequest.newBuilder(guard.proof(call))
            .header("Authorization", "Bearer " + guard.token("alice", "agent", "echo"))
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();

    assertThat(
            HttpClient.newHttpClient()
                .send(post, HttpResponse.BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(405);
  }

  @Test
  void aPageOfAnAllowedOriginMayReadAndNoOther() throws Exception {
    String[] token = {"Authorization", "Bearer " + guard.token("alice", "agent", "echo")};

    assertThat(
            get(guard.proof(call), token[0], token[1], "Origin", CallingGuard.OTHER_ORIGIN)
                .headers()
                .firstValue("Access-Control-Allow-Origin"))
        .contains(CallingGuard.OTHER_ORIGIN);
    assertThat(
            get(guard.proof(call), token[0], token[1], "Origin", "https://evil.example")
                .statusCode())
        .isEqualTo(403);
  }

  @Test
  void moreProofsThanAnybodyNeedsAreRefused() throws Exception {
    String token = "Bearer " + guard.token("bob", "greedy", "echo");
    int status = 404;
    for (int asked = 0; asked < 10_000 && status == 404; asked++) {
      status = get(guard.proof(UNKNOWN), "Authorization", token).statusCode();
    }

    assertThat(status).isEqualTo(429);
    assertThat(asAlice(call, "*/*").statusCode()).isEqualTo(200);
  }
}
