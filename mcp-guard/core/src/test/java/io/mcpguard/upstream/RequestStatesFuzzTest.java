package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.mcpguard.EchoingGuard;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Refused;
import io.mcpguard.jose.Sealer;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.MessageReader;
import io.mcpguard.testkit.MovableClock;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;

/** A state comes back as the upstream gave it, and nothing else is a state. */
class RequestStatesFuzzTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RequestStates STATES =
      new RequestStates(
          new Sealer(new SecretKeySpec(new byte[32], "AES"), RANDOM),
          MovableClock.at("2026-11-23T12:00:00Z"),
          RANDOM);
  private static final Delegated ALICE = caller();

  @FuzzTest(maxDuration = "30s")
  void noTextIsAState(byte[] utf8) {
    assertThat(STATES.open(ALICE, "echo", request(text(utf8)))).isInstanceOf(Refused.class);
  }

  @FuzzTest(maxDuration = "30s")
  void aStateComesBackAsItWas(byte[] utf8) {
    JsonDocument result =
        ServerMessage.reread(JsonText.object().put("requestState", text(utf8)).bytes());
    JsonObject root = (JsonObject) result.root();
    Splices edits = Splices.of(result);
    Call call = Call.of(ExchangeId.mint(RANDOM), request("x"), Conversation.alone());

    assertThat(STATES.seal(ALICE, "echo", call, root, edits)).isEmpty();

    String sealed =
        ((JsonObject) ServerMessage.reread(edits.apply()).root())
            .string("requestState")
            .orElseThrow();
    assertThat(STATES.open(ALICE, "echo", request(sealed)))
        .isInstanceOfSatisfying(
            Proceed.class,
            own ->
                assertThat(((Round.Next) own.value()).request().params().string("requestState"))
                    .isEqualTo(root.string("requestState")));
    assertThat(STATES.open(ALICE, "echo", request(sealed))).isInstanceOf(Refused.class);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private static McpMessage.Request request(String state) {
    byte[] json =
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("id", 1)
            .put("method", "tools/call")
            .put("params", JsonText.object().put("name", "echo").put("requestState", state))
            .bytes();
    Envelope.Single single = (Envelope.Single) new MessageReader(ReadRules.request()).read(json);
    return (McpMessage.Request) single.message();
  }

  private static Delegated caller() {
    try (EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("echo.use", "echo/**"))) {
      return guard.caller("echo.use");
    }
  }
}
