package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.catalog.Upstream;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** "URL elicitation only to elicitation-hosts, https" (contracts §3), by request or by error. */
class ElicitationsTest {
  private static final Upstream UPSTREAM = asking(Set.of("elicitation"));

  private static Upstream asking(Set<String> mayAsk) {
    return new Upstream("pay", "http://g/mcp/pay", "http://pay/mcp", mayAsk, Set.of("pay.example"));
  }

  private static JsonValue error(int code, String url) throws Exception {
    String json =
        """
        {"code":%d,"message":"m","data":{"elicitations":[{"mode":"url","url":"%s"}]}}
        """
            .formatted(code, url);
    return JsonDocument.read(json.strip().getBytes(UTF_8), ReadRules.answer()).root();
  }

  @Test
  void anErrorMayLeadToAHostThatWasNamed() throws Exception {
    assertThat(Elicitations.mayPass(UPSTREAM, error(-32042, "https://pay.example/c"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://evil.example/c",
        "http://pay.example/c",
        "https://pay.example@evil.example/c",
        "javascript:alert(1)",
        ""
      })
  void anErrorMayLeadNowhereElse(String url) throws Exception {
    assertThat(Elicitations.mayPass(UPSTREAM, error(-32042, url))).isFalse();
  }

  @Test
  void anErrorMayAskNobodyWhereTheUpstreamMayNotAsk() throws Exception {
    Upstream mute = asking(Set.of());

    assertThat(Elicitations.mayPass(mute, error(-32042, "https://pay.example/c"))).isFalse();
  }

  @Test
  void anotherErrorAsksNothing() throws Exception {
    assertThat(Elicitations.mayPass(UPSTREAM, error(-32602, "http://evil.example"))).isTrue();
  }
}
