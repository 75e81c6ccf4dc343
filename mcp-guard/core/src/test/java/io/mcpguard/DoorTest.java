package io.mcpguard;

import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessFront;
import io.mcpguard.jose.Sealer;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.streamable.BodyReader;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is refused at the door, how pages of other origins get through it, and what is kept of it.
 */
class DoorTest {
  private static final String PAGE = "http://localhost:6274";
  private static final String STRANGER = "https://evil.example";

  private static final QuotaRule ONE_A_MINUTE =
      QuotaRule.of("per-agent", EnumSet.of(QuotaRule.Per.AGENT), 1, Duration.ofMinutes(1));

  private final EchoingGuard guard =
      EchoingGuard.with(scope("echo.use", "echo/echo"), ONE_A_MINUTE);
  private final String token = guard.token("echo.use");
  private final Endpoints endpoints =
      new Endpoints(
          guard.guard(),
          List.of(new StatelessFront(guard.guard(), new SecureRandom()).at(guard.upstream())),
          new SessionFront(guard.guard(), new SecureRandom()),
          LocalNames.only(Set.of("guard.example"), Set.of(PAGE)),
          new BodyReader(1024, Duration.ofSeconds(30)),
          new Challenges(
              URI.create("https://guard.example"),
              BoundTokens.OPTIONAL,
              upstream -> Scopes.of("echo.use")),
          new Sealer(new SecretKeySpec(new byte[32], "AES"), new SecureRandom()));

  @AfterEach
  void stop() {
    guard.close();
  }

  // Contracts §2: a decision record "for every refusal of an authenticated caller".
  @ParameterizedTest
  @CsvSource({
    "PUT, application/json, '*/*', 0, 405, method_not_allowed",
    "POST, text/plain, '*/*', 0, 415, wrong_media_type",
    "POST, application/json, application/json, 0, 406, not_acceptable",
    "POST, application/json, '*/*', 2000, 413, body_too_large",
    "GET, application/json, application/json, 0, 406, not_acceptable",
  })
  void whatTheTransportRefusesAKnownCallerIsRecorded(
      String method, String type, String accept, int bytes, int status, String reason)
      throws Exception {
    Visitor visitor =
        visitor(method)
            .with("Content-Type", type)
            .with("Accept", accept)
            .with("Authorization", "Bearer " + token)
            .sending(new byte[bytes]);

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(status);
    assertThat(guard.decision().string("reason")).contains(reason);
  }

  /** A JSON-RPC error with status 200 answers a request, and these have none to answer. */
  @ParameterizedTest
  @CsvSource({"DELETE, 0", "GET, 0", "PUT, 0", "POST, 0", "POST, 2000"})
  void whatCannotBeRecordedAndAnswersNoRequestIsNoSuccess(String method, int bytes)
      throws Exception {
    guard.breakJournal();
    Visitor visitor =
        visitor(method)
            .with("Content-Type", bytes == 0 ? "text/plain" : "application/json")
            .with("Accept", "*/*")
            .with("Mcp-Session-Id", "no-such-session")
            .with("Authorization", "Bearer " + token)
            .sending(new byte[bytes]);

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(503);
  }

  /**
   * Contracts §3: "200, Retry-After and RateLimit fields" (RFC 9110 §10.2.3,
   * draft-ietf-httpapi-ratelimit-headers).
   */
  @Test
  void whoSpentItsQuotaIsToldInTheAnswerAndInItsHeadHowLongToWait() throws Exception {
    MemoryClient client = new MemoryClient(endpoints, "echo", token);
    client.initialize("2025-11-25");
    client.call("echo", "{}");

    MemoryExchange beyond = client.stream(EchoingGuard.call("echo", "{}"));

    JsonNode error = beyond.next().path("error");
    assertThat(error.path("code").asInt()).isEqualTo(1429);
    assertThat(error.at("/data/retry_after_s").asInt()).isEqualTo(60);
    assertThat(beyond.code()).isEqualTo(200);
    assertThat(beyond.field("Retry-After")).isEqualTo("60");
    assertThat(beyond.field("RateLimit")).isEqualTo("\"per-agent\";r=0;t=60");
    assertThat(beyond.field("RateLimit-Policy")).isEqualTo("\"per-agent\";q=1;w=60");
  }

  @Test
  void whoIsWithinItsQuotaIsToldNothingOfIt() throws Exception {
    MemoryClient client = new MemoryClient(endpoints, "echo", token);
    client.initialize("2025-11-25");

    MemoryExchange within = client.stream(EchoingGuard.call("echo", "{}"));

    assertThat(within.next().has("result")).isTrue();
    assertThat(within.field("Retry-After") + within.field("RateLimit")).isEmpty();
  }

  @Test
  void aCallerWhoseAgentWasShutOffIsRecorded() throws Exception {
    guard.guard().revokeAgent(EchoingGuard.AGENT);
    Visitor visitor = visitor("POST").with("Authorization", "Bearer " + token);

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(guard.decision().string("reason")).contains("agent_revoked");
  }

  @Test
  void aPreflightOfAnAllowedPageIsAnsweredWithoutAToken() throws Exception {
    Visitor visitor =
        visitor("OPTIONS").with("Origin", PAGE).with("Access-Control-Request-Method", "POST");

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(204);
    assertThat(visitor.field("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(visitor.field("Access-Control-Allow-Headers"))
        .contains("Authorization, DPoP")
        .contains("Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method, Mcp-Name, Last-Event-ID");
    assertThat(visitor.field("Access-Control-Allow-Credentials")).isEmpty();
  }

  /** A tool's schema names headers of its own (2026-07-28, basic/transports/streamable-http). */
  @Test
  void aPreflightForTheArgumentsOfAToolAllowsThoseAndNothingElse() throws Exception {
    Visitor visitor =
        visitor("OPTIONS")
            .with("Origin", PAGE)
            .with("Access-Control-Request-Method", "POST")
            .with("Access-Control-Request-Headers", "content-type, mcp-param-region, x-other");

    endpoints.serve("echo", visitor);

    assertThat(visitor.field("Access-Control-Allow-Headers"))
        .contains("mcp-param-region")
        .doesNotContain("x-other");
  }

  @Test
  void aPreflightOfAnotherPageIsRefused() throws Exception {
    Visitor visitor =
        visitor("OPTIONS").with("Origin", STRANGER).with("Access-Control-Request-Method", "POST");

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(403);
    assertThat(visitor.field("Access-Control-Allow-Origin")).isEmpty();
  }

  @Test
  void anAllowedPageMayReadTheChallengeAndWhichSessionAndRevisionItIs() throws Exception {
    Visitor visitor = visitor("POST").with("Origin", PAGE);

    endpoints.serve("echo", visitor);

    assertThat(visitor.status()).isEqualTo(401);
    assertThat(visitor.field("Access-Control-Allow-Origin")).isEqualTo(PAGE);
    assertThat(visitor.field("Access-Control-Expose-Headers"))
        .contains("WWW-Authenticate, DPoP-Nonce")
        .contains("Mcp-Session-Id, MCP-Protocol-Version");
  }

  @Test
  void whoIsNoPageIsToldNothingOfOrigins() throws Exception {
    Visitor visitor = visitor("POST");

    endpoints.serve("echo", visitor);

    assertThat(visitor.field("Access-Control-Allow-Origin")).isEmpty();
  }

  // Contracts §2: "counted, one bounded leaf per source prefix per 10 s".
  @Test
  void strangersAreCountedByNetworkAndReason() throws Exception {
    endpoints.serve("echo", visitor("POST").from("203.0.113.7"));
    endpoints.serve("echo", visitor("POST").from("203.0.113.9"));
    endpoints.serve("nowhere", visitor("POST").from("2001:db8:1:2::3"));
    guard.close();

    assertThat(refusals())
        .extracting(leaf -> leaf.string("source").orElse("") + " " + counts(leaf))
        .containsExactlyInAnyOrder(
            "203.0.113.0/24 {\"missing_token\":2}",
            "2001:db8:1:0:0:0:0:0/48 {\"unknown_endpoint\":1}");
  }

  @Test
  void networksBeyondTheMostShareOneLeaf() throws Exception {
    for (int i = 0; i < 200; i++) {
      endpoints.serve("echo", visitor("POST").from("10.0." + i + ".1"));
    }
    guard.close();

    assertThat(refusals()).hasSize(65);
  }

  @Test
  void whoIsRefusedAThousandTimesIsToldAgainWhy() throws Exception {
    assertThat(statusAfter(999)).isEqualTo(401);
  }

  @Test
  void whoIsRefusedMoreOftenIsToldToWait() throws Exception {
    assertThat(statusAfter(1000)).isEqualTo(429);
  }

  private int statusAfter(int refusals) throws Exception {
    for (int i = 0; i < refusals; i++) {
      endpoints.serve("echo", visitor("POST"));
    }
    Visitor last = visitor("POST");
    endpoints.serve("echo", last);
    return last.status();
  }

  private List<JsonObject> refusals() {
    return guard.leaves().stream()
        .filter(leaf -> leaf.string("type").orElse("").equals("refusals"))
        .toList();
  }

  private static String counts(JsonObject leaf) {
    return new String(
        io.mcpguard.assertion.json.Jcs.bytes(leaf.object("counts").orElseThrow()),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Visitor visitor(String method) {
    return new Visitor(method);
  }
}
