package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Received;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A10: a header shows one call to whatever reads headers on the way, and the body makes another
 * (2026-07-28, basic/transports/streamable-http, server validation).
 */
@Timeout(60)
class A10HeaderBodyConfusionTest {
  private static final String TOOL = "test_x_mcp_header";
  private static final String ALL =
      "{\"region\":\"eu\",\"priority\":7,\"urgent\":true,\"tenant\":{\"id\":\"t"
          + " 1\"},\"query\":\"q\"}";

  private static ModernFixtureServer upstream;
  private static MemoryGuard guard;
  private StatelessClient alice;

  @BeforeAll
  static void start() throws Exception {
    upstream = ModernFixtureServer.start();
    guard = MemoryGuard.over(upstream.url()).awaitTools(TOOL);
  }

  @AfterAll
  static void stop() {
    guard.close();
    upstream.close();
  }

  @BeforeEach
  void enter() {
    upstream.forget();
    alice = guard.stateless("alice");
  }

  @Test
  void aCallWhoseHeadersRepeatItsBodyIsForwarded() throws Exception {
    MemoryClient.Got got = repeating().call(TOOL, ALL);

    assertThat(got.text()).isEqualTo("The headers say what the body says.");
    assertThat(upstream.hits("tools/call")).isEqualTo(1);
  }

  /** "MUST reject requests where the values … do not match", with 400 and -32020. */
  @ParameterizedTest
  @CsvSource({
    "MCP-Protocol-Version, 2025-11-25",
    "Mcp-Method, tools/list",
    "Mcp-Method, TOOLS/CALL",
    "Mcp-Name, test_simple_text",
    "Mcp-Name, TEST_X_MCP_HEADER",
    "Mcp-Name, =?base64?dGVzdF9zaW1wbGVfdGV4dA==?=",
    "Mcp-Name, =?base64?not base64?=",
    "Mcp-Param-Region, us",
    "Mcp-Param-Region, EU",
    "Mcp-Param-Priority, 8",
    "Mcp-Param-Urgent, TRUE",
    "Mcp-Param-Tenant-Id, t",
  })
  void aHeaderThatSaysOtherwiseIsRefused(String header, String value) throws Exception {
    refused(repeating().with(header, value), ALL);
  }

  /** "A required standard header … is missing", and "Client omits header but value is in body". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "MCP-Protocol-Version",
        "Mcp-Method",
        "Mcp-Name",
        "Mcp-Param-Region",
        "Mcp-Param-Tenant-Id"
      })
  void aHeaderThatIsMissingIsRefused(String header) throws Exception {
    refused(repeating().with(header), ALL);
  }

  /** Whoever reads the first, or the last, or both joined, would read another request. */
  @ParameterizedTest
  @CsvSource({
    "MCP-Protocol-Version, 2026-07-28, 2026-07-28",
    "Mcp-Method, tools/call, tools/call",
    "Mcp-Name, test_x_mcp_header, test_x_mcp_header",
    "Mcp-Name, test_x_mcp_header, test_simple_text",
    "Mcp-Name, test_simple_text, test_x_mcp_header",
    "Mcp-Param-Region, eu, eu",
    "Mcp-Param-Region, eu, us",
  })
  void aHeaderThatComesTwiceIsRefused(String header, String first, String second) throws Exception {
    refused(repeating().with(header, first, second), ALL);
  }

  /** "Parameter not in arguments: Client MUST omit the header". */
  @Test
  void aHeaderForAnArgumentThatIsNotThereIsRefused() throws Exception {
    refused(repeating(), ALL.replace("\"region\":\"eu\",", ""));
  }

  /** "Parameter value is null: Server MUST NOT expect the header". */
  @Test
  void noHeaderIsExpectedForNull() throws Exception {
    MemoryClient.Got got =
        repeating().with("Mcp-Param-Region").call(TOOL, ALL.replace("\"eu\"", "null"));

    assertThat(got.answer().has("result")).isTrue();
  }

  /** "servers MUST decode an encoded … value before comparing it". */
  @ParameterizedTest
  @CsvSource({
    "Mcp-Name, =?base64?dGVzdF94X21jcF9oZWFkZXI=?=",
    "Mcp-Param-Region, =?base64?ZXU=?=",
    "Mcp-Param-Priority, 7.0",
  })
  void aHeaderThatSaysTheSameOtherwiseIsTaken(String header, String value) throws Exception {
    assertThat(repeating().with(header, value).call(TOOL, ALL).answer().has("result")).isTrue();
  }

  @Test
  void theNameOfAResourceIsItsUri() throws Exception {
    MemoryClient.Got got =
        alice
            .with("Mcp-Name", "test://static-binary")
            .request("resources/read", "{\"uri\":\"test://static-text\"}");

    assertThat(got.errorCode()).isEqualTo(-32020);
    assertThat(upstream.hits("resources/read")).isZero();
  }

  /** Decision 0130: what goes out is made from the body; nothing is copied from a caller's head. */
  @Test
  void whatGoesUpstreamIsMadeFromTheBody() throws Exception {
    repeating().with("Mcp-Param-Other", "smuggled").call(TOOL, ALL);

    Received call = calls().getFirst();
    assertThat(call.headers("Mcp-Name")).containsExactly(TOOL);
    assertThat(call.headers("Mcp-Method")).containsExactly("tools/call");
    assertThat(call.headers("MCP-Protocol-Version")).containsExactly("2026-07-28");
    assertThat(call.headers("Mcp-Param-Priority")).containsExactly("7");
    assertThat(call.headers("Mcp-Param-Tenant-Id")).containsExactly("t 1");
    assertThat(call.everything()).doesNotContain("smuggled");
  }

  private static void refused(StatelessClient client, String arguments) throws Exception {
    MemoryClient.Got got = client.call(TOOL, arguments);

    assertThat(got.status()).isEqualTo(400);
    assertThat(got.errorCode()).isEqualTo(-32020);
    assertThat(calls()).isEmpty();
    assertThat(guard.refusals().getLast().path("reason").asText()).isEqualTo("header_mismatch");
  }

  private static List<Received> calls() {
    return upstream.received().stream().filter(r -> r.rpcMethod().equals("tools/call")).toList();
  }

  private StatelessClient repeating() {
    return alice
        .with("Mcp-Param-Region", "eu")
        .with("Mcp-Param-Priority", "7")
        .with("Mcp-Param-Urgent", "true")
        .with("Mcp-Param-Tenant-Id", "t 1");
  }
}
