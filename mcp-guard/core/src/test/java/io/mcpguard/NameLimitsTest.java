package io.mcpguard;

import static io.mcpguard.EchoingGuard.call;
import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Envelope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A38: what a caller names stands in records and memories, so a name has a longest length. */
class NameLimitsTest {
  private final EchoingGuard guard = EchoingGuard.with(scope("echo.use", "echo/**"));

  @AfterEach
  void stop() {
    guard.close();
  }

  @ParameterizedTest
  @CsvSource({
    "tools/call,name,256",
    "prompts/get,name,256",
    "resources/read,uri,4096",
    "resources/subscribe,uri,4096",
    "resources/unsubscribe,uri,4096",
  })
  void theLongestNameIsReadAndOneCharacterMoreIsNot(String method, String member, int most) {
    assertThat(read(method, "{\"" + member + "\":\"" + "x".repeat(most) + "\"}"))
        .isInstanceOf(Envelope.Single.class);
    assertThat(reason(method, "{\"" + member + "\":\"" + "x".repeat(most + 1) + "\"}"))
        .isEqualTo(Reason.INVALID_PARAMS);
  }

  @ParameterizedTest
  @CsvSource({"ref/prompt,name,256", "ref/resource,uri,4096"})
  void aReferenceIsBoundedLikeWhatItRefersTo(String type, String member, int most) {
    String ref = "{\"ref\":{\"type\":\"" + type + "\",\"" + member + "\":\"%s\"}}";

    assertThat(read("completion/complete", ref.formatted("x".repeat(most))))
        .isInstanceOf(Envelope.Single.class);
    assertThat(reason("completion/complete", ref.formatted("x".repeat(most + 1))))
        .isEqualTo(Reason.INVALID_PARAMS);
  }

  @Test
  void theLongestIdIsReadAndOneCharacterMoreIsNot() {
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"%s\",\"method\":\"ping\"}";

    assertThat(read(ping.formatted("x".repeat(256)))).isInstanceOf(Envelope.Single.class);
    assertThat(read(ping.formatted("x".repeat(257)))).isInstanceOf(Envelope.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"%1$s\":1,\"%1$s\":2}", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"%s\"}"})
  void aRecordOfARefusalIsBoundedWhateverTheCallerWrote(String body) {
    guard.answer(body.formatted("y".repeat(100_000)), "echo.use");

    assertThat(guard.decision().end() - guard.decision().start()).isLessThan(4096);
  }

  @Test
  void theLongestNameOfTheWorstCharactersFitsARecord() {
    String uri = "\\u0001".repeat(4096);

    guard.answer(
        call("", "{}")
            .replace("tools/call", "resources/read")
            .replace("\"name\":\"\"", "\"uri\":\"" + uri + "\""),
        "echo.use");

    assertThat(guard.decision().end() - guard.decision().start()).isLessThan(60 * 1024);
  }

  private Envelope read(String method, String params) {
    return read(
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}");
  }

  private Envelope read(String message) {
    return guard.guard().read(EchoingGuard.ECHO, EchoingGuard.bytes(message));
  }

  private Reason reason(String method, String params) {
    return ((Envelope.Malformed) read(method, params)).denial().reason();
  }
}
