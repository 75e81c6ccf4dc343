package io.mcpguard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 2026-07-28, basic/index, {@code _meta}. */
class RequestMetaTest {
  private static final String VERSION =
      "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
  private static final String ABILITIES =
      "\"io.modelcontextprotocol/clientCapabilities\":{\"roots\":{}}";

  @Test
  void aRequestSaysItsRevisionAndWhatItsClientCanDo() {
    RequestMeta meta = value(read(VERSION + "," + ABILITIES));

    assertThat(meta.revision()).isEqualTo("2026-07-28");
    assertThat(meta.capabilities().object("roots")).isPresent();
    assertThat(meta.logLevel()).isEmpty();
  }

  /** "servers MUST reject requests that lack required fields with -32602". */
  @ParameterizedTest
  @ValueSource(
      strings = {
        VERSION,
        ABILITIES,
        VERSION + ",\"io.modelcontextprotocol/clientCapabilities\":[]",
        "\"io.modelcontextprotocol/protocolVersion\":20260728," + ABILITIES,
      })
  void aRequestThatLacksARequiredFieldIsRefused(String meta) {
    assertThat(read(meta))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.denial().reason()).isEqualTo(Reason.INVALID_PARAMS));
    assertThat(Reason.INVALID_PARAMS.jsonRpcCode()).isEqualTo(-32602);
    assertThat(Reason.INVALID_PARAMS.httpStatus()).isEqualTo(400);
  }

  /** "clientInfo … MUST NOT require it". */
  @Test
  void nobodyHasToSayWhoTheyClaimToBe() {
    assertThat(read(VERSION + "," + ABILITIES)).isInstanceOf(Proceed.class);
  }

  @Test
  void whatIsOfThisFormIsToldByItsRevisionAlone() {
    assertThat(RequestMeta.isIn(request(ABILITIES).params())).isFalse();
    assertThat(RequestMeta.isIn(request(VERSION).params())).isTrue();
  }

  private static Outcome<RequestMeta> read(String meta) {
    return RequestMeta.read(request(meta));
  }

  private static McpMessage.Request request(String meta) {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
            + meta
            + "}}}";
    Envelope.Single single =
        (Envelope.Single)
            new MessageReader(ReadRules.request()).read(json.getBytes(StandardCharsets.UTF_8));
    return (McpMessage.Request) single.message();
  }

  private static RequestMeta value(Outcome<RequestMeta> outcome) {
    if (outcome instanceof Proceed<RequestMeta>(RequestMeta meta)) {
      return meta;
    }
    throw new AssertionError("refused: " + outcome);
  }
}
