package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.ModernFixtureServer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules for sessions (2025-11-25, basic/transports, session management and protocol version
 * header; security best practices, session hijacking), where a tool server has sessions of its own
 * and where the guard makes them.
 */
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LegacySessionRulesTest {
  private static final String TOOL = "test_simple_text";
  private static final String SESSION = "Mcp-Session-Id";
  private static final String REVISION = "MCP-Protocol-Version";

  /** Whose sessions they are. */
  enum Kind {
    THE_SERVERS,
    THE_GUARDS
  }

  private final LegacyFixtureServer legacy = LegacyFixtureServer.start();
  private final ModernFixtureServer modern = ModernFixtureServer.start();
  private MemoryGuard servers;
  private MemoryGuard guards;

  @BeforeAll
  void start() throws Exception {
    servers = MemoryGuard.over(legacy.url()).awaitTools(TOOL);
    guards = MemoryGuard.over(modern.url()).awaitTools(TOOL);
  }

  @AfterAll
  void stop() {
    servers.close();
    guards.close();
    legacy.close();
    modern.close();
  }

  @BeforeEach
  void forget() {
    legacy.forget();
    modern.forget();
  }

  private MemoryGuard guard(Kind kind) {
    return switch (kind) {
      case THE_SERVERS -> servers;
      case THE_GUARDS -> guards;
    };
  }

  /** "secure, non-deterministic session IDs": nothing but the name of the key is the same. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void twoSessionsOfOneClientHaveNothingInCommon(Kind kind) throws Exception {
    String one = guard(kind).client("alice").sessionId();
    String other = guard(kind).client("alice").sessionId();

    int keyName = 6;
    assertThat(pieces(one.substring(keyName)))
        .doesNotContainAnyElementsOf(pieces(other.substring(keyName)));
  }

  /** "MUST NOT use sessions for authentication", "MUST verify all inbound requests". */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSessionWithoutATokenIsWorthNothing(Kind kind) throws Exception {
    MemoryClient thief = guard(kind).client("alice").bearing("");

    assertThat(thief.call(TOOL, "{}").status()).isEqualTo(401);
    assertThat(thief.notify("notifications/progress", "{}").status()).isEqualTo(401);
    assertThat(thief.post("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}").status())
        .isEqualTo(401);
    assertThat(thief.listen().code()).isEqualTo(401);
    assertThat(thief.leave()).isEqualTo(401);
  }

  /** "bind session IDs to user-specific information": to the agent, too. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSessionOfAnotherAgentOfTheSameUserIsUnknown(Kind kind) throws Exception {
    String session = guard(kind).client("alice").sessionId();

    MemoryClient other =
        guard(kind)
            .client("alice")
            .bearing(guard(kind).token("alice", "another-grant", "another-agent"))
            .with(SESSION, session);

    assertThat(other.call(TOOL, "{}").status()).isEqualTo(404);
    assertThat(other.listen().code()).isEqualTo(404);
    assertThat(other.leave()).isEqualTo(404);
  }

  /** "SHOULD respond to requests without an MCP-Session-Id header … with HTTP 400". */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRequestWithoutItsSessionIsRefused(Kind kind) throws Exception {
    MemoryClient nameless = guard(kind).newcomer("alice");

    assertThat(nameless.call(TOOL, "{}").status()).isEqualTo(400);
    assertThat(nameless.listen().code()).isEqualTo(400);
    assertThat(nameless.leave()).isEqualTo(400);
  }

  /** "MUST respond to requests containing that session ID with HTTP 404", whatever they ask. */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aSessionThatItsClientEndedIsUnknown(Kind kind) throws Exception {
    MemoryClient client = guard(kind).client("alice");

    assertThat(client.leave()).isEqualTo(200);

    assertThat(client.call(TOOL, "{}").status()).isEqualTo(404);
    assertThat(client.notify("notifications/progress", "{}").status()).isEqualTo(404);
    assertThat(client.listen().code()).isEqualTo(404);
    assertThat(client.leave()).isEqualTo(404);
  }

  /** "If … an invalid or unsupported MCP-Protocol-Version, it MUST respond with 400". */
  @ParameterizedTest
  @CsvSource({
    "THE_SERVERS, 2025-06-18",
    "THE_SERVERS, 1900-01-01",
    "THE_SERVERS, none",
    "THE_GUARDS, 2025-06-18",
    "THE_GUARDS, 1900-01-01",
    "THE_GUARDS, none",
  })
  void aRevisionThatIsNoneOrAnotherThanTheSessionsIsRefused(Kind kind, String revision)
      throws Exception {
    Got got = guard(kind).client("alice").with(REVISION, revision).call(TOOL, "{}");

    assertThat(got.status()).isEqualTo(400);
    assertThat(legacy.hits("tools/call") + modern.hits("tools/call")).isZero();
  }

  /** The session says which it is "by relying on the protocol version negotiated". */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aRequestThatNamesNoRevisionIsOfItsSessions(Kind kind) throws Exception {
    Got got = guard(kind).client("alice", "2025-06-18").call(TOOL, "{}");

    assertThat(got.text()).isNotEmpty();
  }

  /** "If the input consists of … JSON-RPC notifications: 202 Accepted with no body". */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void aNotificationIsAcceptedWithoutABody(Kind kind) throws Exception {
    Got got =
        guard(kind)
            .client("alice")
            .notify("notifications/cancelled", "{\"requestId\":\"unknown\"}");

    assertThat(got.status()).isEqualTo(202);
    assertThat(got.messages()).isEmpty();
  }

  /** "The initialize request … MUST NOT be part of a JSON-RPC batch" (2025-03-26, lifecycle). */
  @ParameterizedTest
  @EnumSource(Kind.class)
  void noBatchOpensASession(Kind kind) throws Exception {
    MemoryExchange opening =
        guard(kind).client("alice", "2025-03-26").stream(
            "["
                + MemoryClient.request(
                    "1",
                    "initialize",
                    "{\"protocolVersion\":\"2025-03-26\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"c\",\"version\":\"1\"}}")
                + "]");

    assertThat(opening.rest().toString()).contains("-32600");
    assertThat(opening.field(SESSION)).isEmpty();
  }

  /** "globally unique across all streams within that session". */
  @Test
  void noTwoEventsOfASessionHaveTheSameId() throws Exception {
    MemoryClient client = servers.client("alice");
    Set<String> ids = new HashSet<>();
    int all = 0;
    for (int call = 0; call < 2; call++) {
      MemoryExchange stream =
          client.stream(
              MemoryClient.request(
                  "10" + call,
                  "tools/call",
                  "{\"name\":\"test_tool_with_progress\",\"arguments\":{},"
                      + "\"_meta\":{\"progressToken\":\"p"
                      + call
                      + "\"}}"));
      List<String> told = stream.restOfEventIds();
      ids.addAll(told);
      all += told.size();
    }

    assertThat(all).isGreaterThan(2);
    assertThat(ids).hasSize(all);
  }

  /** Every eight characters of an id, wherever they stand. */
  private static List<String> pieces(String id) {
    return IntStream.rangeClosed(0, id.length() - 8)
        .mapToObj(at -> id.substring(at, at + 8))
        .toList();
  }
}
