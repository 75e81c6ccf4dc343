package io.mcpguard.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.EchoingGuard;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.MessageReader;
import io.mcpguard.protocol.RequestMeta;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Set;

/** Nobody makes up the handle of a call that waits. */
class OpenRoundsFuzzTest {
  private static final OpenRounds ROUNDS = new OpenRounds(new SecureRandom());
  private static final Upstream ECHO =
      new Upstream("echo", "https://guard.example/mcp/echo", "urn:echo", Set.of(), Set.of());
  private static final Delegated ALICE = caller();

  @FuzzTest(maxDuration = "30s")
  void noTextIsAHandle(byte[] utf8) {
    assertThat(ROUNDS.take(asked(new String(utf8, StandardCharsets.UTF_8)))).isEmpty();
  }

  private static Asked asked(String handle) {
    JsonText meta =
        JsonText.object()
            .put(RequestMeta.PROTOCOL_VERSION, RequestMeta.REVISION)
            .put(RequestMeta.CLIENT_CAPABILITIES, JsonText.object());
    byte[] json =
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("id", 1)
            .put("method", "tools/call")
            .put(
                "params",
                JsonText.object()
                    .put("name", "echo")
                    .put("requestState", handle)
                    .put("_meta", meta))
            .bytes();
    Envelope.Single single = (Envelope.Single) new MessageReader(ReadRules.request()).read(json);
    McpMessage.Request request = (McpMessage.Request) single.message();
    if (RequestMeta.read(request) instanceof Proceed<RequestMeta>(RequestMeta said)) {
      return new Asked(ALICE, ECHO, request, said);
    }
    throw new AssertionError("the metadata is missing");
  }

  private static Delegated caller() {
    try (EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("echo.use", "echo/**"))) {
      return guard.caller("echo.use");
    }
  }
}
