package io.mcpguard.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * "Servers that process the request body MUST reject requests where the values specified in the
 * headers do not match the corresponding values in the request body" (2026-07-28, Streamable HTTP,
 * server validation).
 */
class ModernHeadersTest {
  private static final String EVERYTHING =
      """
      {"region":"us-west1","priority":42,"urgent":true,"tenant":{"id":"Hello, 世界"},"query":"x"}
      """;

  private final ModernFixtureServer server = ModernFixtureServer.start();
  private final ModernClient client =
      new ModernClient(server.url())
          .withHeader("Mcp-Param-Region", "us-west1")
          .withHeader("Mcp-Param-Priority", "42")
          .withHeader("Mcp-Param-Urgent", "true")
          .withHeader("Mcp-Param-Tenant-Id", "=?base64?SGVsbG8sIOS4lueVjA==?=");

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void takesHeadersThatSayWhatTheBodySays() throws Exception {
    assertThat(client.call("test_x_mcp_header", EVERYTHING).text()).startsWith("The headers say");
  }

  /** "servers SHOULD compare the header value and the body value numerically" */
  @Test
  void comparesIntegersAsNumbers() throws Exception {
    client.withHeader("Mcp-Param-Priority", "42.0");

    assertThat(client.call("test_x_mcp_header", EVERYTHING).errorCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "MCP-Protocol-Version, 2025-11-25",
    "Mcp-Method,           TOOLS/CALL",
    "Mcp-Name,             test_simple_text",
    "Mcp-Param-Region,     us-west2",
    "Mcp-Param-Priority,   43",
    "Mcp-Param-Urgent,     TRUE",
    "Mcp-Param-Tenant-Id,  Hello",
    // Without its padding, with a character of no alphabet, with bytes that are no UTF-8.
    "Mcp-Param-Region,     =?base64?dXMtd2VzdDE?=",
    "Mcp-Param-Region,     =?base64?dXMt!d2VzdDE=?=",
    "Mcp-Param-Region,     =?base64?/w==?="
  })
  void refusesAHeaderThatSaysSomethingElse(String header, String value) throws Exception {
    client.withHeader(header, value);

    refused(client.call("test_x_mcp_header", EVERYTHING));
  }

  /** "Client omits header but value is in body: Server MUST reject the request" */
  @ParameterizedTest
  @ValueSource(strings = {"MCP-Protocol-Version", "Mcp-Method", "Mcp-Name", "Mcp-Param-Tenant-Id"})
  void refusesARequestThatLacksAHeader(String header) throws Exception {
    client.withoutHeader(header);

    refused(client.call("test_x_mcp_header", EVERYTHING));
  }

  /** "Parameter value is null: Server MUST NOT expect the header" */
  @ParameterizedTest
  @ValueSource(strings = {"null", "{}", "{\"id\":null}"})
  void expectsNoHeaderForAnArgumentThatIsNotThere(String tenant) throws Exception {
    client.withoutHeader("Mcp-Param-Tenant-Id");
    String arguments = EVERYTHING.replace("{\"id\":\"Hello, 世界\"}", tenant);

    assertThat(client.call("test_x_mcp_header", arguments).errorCode()).isZero();
  }

  @Test
  void refusesAHeaderForAnArgumentThatIsNotThere() throws Exception {
    refused(client.call("test_x_mcp_header", "{}"));
  }

  @Test
  void ignoresAParameterHeaderThatTheToolDoesNotKnow() throws Exception {
    assertThat(client.call("test_simple_text", "{}").errorCode()).isZero();
  }

  /** "servers MUST decode an encoded Mcp-Name […] value before comparing it" */
  @Test
  void decodesTheName() throws Exception {
    client.withHeader("Mcp-Name", "=?base64?dGVzdF9zaW1wbGVfdGV4dA==?=");

    assertThat(client.call("test_simple_text", "{}").errorCode()).isZero();
  }

  private static void refused(Answer answer) {
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.errorCode()).isEqualTo(-32020);
  }
}
