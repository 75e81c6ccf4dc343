package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.DualEraFixtureServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A41: a caller claims a revision whose rules are weaker. Headers never decide what a call is
 * (SEP-2243, "Trusting Header Values"); a legacy client is decided on its body alone.
 */
@Timeout(60)
class A41DowngradeTest {
  private static final String TOOL = "test_simple_text";
  private static final String META =
      "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{}}";

  private static DualEraFixtureServer upstream;
  private static MemoryGuard guard;

  @BeforeAll
  static void start() throws Exception {
    upstream = DualEraFixtureServer.start();
    guard = MemoryGuard.over(upstream.url()).awaitTools(TOOL);
  }

  @AfterAll
  static void stop() {
    guard.close();
    upstream.close();
  }

  @BeforeEach
  void forget() {
    upstream.forget();
  }

  /**
   * "If the version is older … rather than trusting unvalidated header values": they are unread.
   */
  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
  void theHeadersOfALegacyClientDecideNothing(String revision) throws Exception {
    MemoryClient client =
        guard
            .client("alice", revision)
            .with("Mcp-Method", "tools/list")
            .with("Mcp-Name", "test_error_handling")
            .with("Mcp-Param-Region", "elsewhere");

    Got got = client.call(TOOL, "{}");

    assertThat(got.answer().has("result")).isTrue();
    assertThat(upstream.received().getLast().json().at("/params/name").asText()).isEqualTo(TOOL);
    assertThat(upstream.received().getLast().everything()).doesNotContain("elsewhere");
  }

  /** A request of the modern form is held to its rules, whatever revision its header claims. */
  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
  void aHeaderDoesNotTakeARequestOutOfTheRulesOfItsForm(String revision) throws Exception {
    Got got =
        guard
            .stateless("alice")
            .with(StatelessClient.REVISION, revision)
            .with("Mcp-Name", "test_error_handling")
            .call(TOOL, "{}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32020);
    assertThat(upstream.received()).isEmpty();
  }

  @Test
  void norDoesASession() throws Exception {
    Got got =
        guard
            .client("alice")
            .post(
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\""
                    + TOOL
                    + "\","
                    + META
                    + "}}");

    assertThat(got.errorCode()).isEqualTo(-32020);
    assertThat(upstream.hits("tools/call")).isZero();
  }

  /** A server of both forms would answer it in the other, past what looks at its answers. */
  @Test
  void norDoesABatch() throws Exception {
    Got got =
        guard
            .client("alice", "2025-03-26")
            .post(
                "[{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\""
                    + TOOL
                    + "\","
                    + META
                    + "}}]");

    assertThat(got.messages().toString()).contains("-32600");
    assertThat(upstream.hits("tools/call")).isZero();
  }

  /** "-32602" for what its metadata lacks: a header alone makes no request of this form. */
  @Test
  void aHeaderOfThisRevisionDemandsTheMetadata() throws Exception {
    Got got =
        guard
            .stateless("alice")
            .withoutMeta("protocolVersion")
            .withoutMeta("clientCapabilities")
            .call(TOOL, "{}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32602);
    assertThat(upstream.received()).isEmpty();
  }

  /** "MUST respond with an UnsupportedProtocolVersionError" (basic/versioning). */
  @ParameterizedTest
  @CsvSource({"1900-01-01, 1900-01-01", "2025-11-25, 2025-11-25", "'<b>', ''"})
  void aRevisionThatIsNotSpokenIsNamedWithThoseThatAre(String revision, String shown)
      throws Exception {
    Got got =
        guard
            .stateless("alice")
            .meta("protocolVersion", "\"" + revision + "\"")
            .with(StatelessClient.REVISION, revision)
            .call(TOOL, "{}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32022);
    assertThat(got.answer().at("/error/data/supported/0").asText()).isEqualTo("2026-07-28");
    assertThat(got.answer().at("/error/data/requested").asText()).isEqualTo(shown);
    assertThat(upstream.received()).isEmpty();
  }

  /** "Unknown methods … 404" with -32601: the handshake's methods are not in this revision. */
  @ParameterizedTest
  @ValueSource(strings = {"ping", "logging/setLevel", "resources/subscribe", "no/such/method"})
  void aMethodOfTheOtherRevisionsIsNotFound(String method) throws Exception {
    Got got = guard.stateless("alice").request(method, "{\"uri\":\"a:b\"}");

    assertThat(got.status()).isEqualTo(404);
    assertThat(got.errorCode()).isEqualTo(-32601);
    assertThat(got.answer().path("id").asInt()).isEqualTo(1);
  }

  /** Of which revision it is, its body says; the header must say the same, known or not. */
  @ParameterizedTest
  @ValueSource(strings = {"", "2025-11-25", "2026-07-29"})
  void anUnknownMethodIsHeldToTheRevisionOfItsBody(String header) throws Exception {
    String[] values = header.isEmpty() ? new String[0] : new String[] {header};

    Got got =
        guard
            .stateless("alice")
            .with(StatelessClient.REVISION, values)
            .request("no/such/method", "{}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32020);
    assertThat(got.answer().path("id").asInt()).isEqualTo(1);
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("header_mismatch");
  }

  @Test
  void anUnknownMethodOfARevisionThatIsNotSpokenIsToldThoseThatAre() throws Exception {
    Got got =
        guard
            .stateless("alice")
            .meta("protocolVersion", "\"2030-01-01\"")
            .with(StatelessClient.REVISION, "2030-01-01")
            .request("no/such/method", "{}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32022);
  }

  /** A legacy client's unknown method is answered in JSON-RPC alone, as ever. */
  @Test
  void anUnknownMethodThatClaimsNoRevisionIsAnsweredAsBefore() throws Exception {
    Got got = guard.client("alice").request("no/such/method", "{}");

    assertThat(got.status()).isEqualTo(200);
    assertThat(got.errorCode()).isEqualTo(-32601);
  }

  @ParameterizedTest
  @ValueSource(strings = {"server/discover", "subscriptions/listen"})
  void aSessionHasNoMethodOfTheLaterRevision(String method) throws Exception {
    Got got = guard.client("alice").request(method, "{\"notifications\":{}}");

    assertThat(got.answer().has("error")).isTrue();
    assertThat(upstream.hits(method)).isZero();
  }

  /** An {@code initialize} asks for a session, whatever its header says. */
  @Test
  void aHandshakeOpensASessionOfARevisionThatHasThem() throws Exception {
    MemoryClient client = guard.newcomer("alice").with(StatelessClient.REVISION, "2026-07-28");

    Got got = client.initialize("2026-07-28");

    assertThat(got.answer().at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
  }
}
