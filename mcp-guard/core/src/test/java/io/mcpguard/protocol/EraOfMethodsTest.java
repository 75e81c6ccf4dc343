package io.mcpguard.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.exchange.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which methods a request of the 2026-07-28 revision has, and what they are about. */
class EraOfMethodsTest {
  private final MessageReader reader = new MessageReader(ReadRules.request());

  /** 2026-07-28, changelog: the methods that were removed. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "initialize",
        "ping",
        "logging/setLevel",
        "resources/subscribe",
        "resources/unsubscribe"
      })
  void aMethodThatWasRemovedIsNotFound(String method) {
    assertThat(refusal(method, "\"uri\":\"a:b\",")).isEqualTo(Reason.METHOD_NOT_FOUND);
  }

  @ParameterizedTest
  @CsvSource({
    "server/discover, ''",
    "tools/list, ''",
    "subscriptions/listen, '\"notifications\":{},'"
  })
  void aMethodThatIsThereIsRead(String method, String params) {
    assertThat(read(method, params)).isInstanceOf(Envelope.Single.class);
  }

  /** A target's name stands in records, assertions and memories. */
  @ParameterizedTest
  @CsvSource({"4096, true", "4097, false"})
  void aResourceIsNamedInFourKibibytes(int length, boolean taken) {
    String uri = "\"uri\":\"" + "u".repeat(length) + "\",";

    assertThat(read("resources/read", uri) instanceof Envelope.Single).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({"1000, true", "1001, false"})
  void aSubscriptionFollowsAThousandResources(int count, boolean taken) {
    String uris = String.join(",", Collections.nCopies(count, "\"a:b\""));
    String filter = "\"notifications\":{\"resourceSubscriptions\":[" + uris + "]},";

    assertThat(read("subscriptions/listen", filter) instanceof Envelope.Single).isEqualTo(taken);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\"notifications\":[],",
        "\"notifications\":{\"resourceSubscriptions\":\"a:b\"},",
        "\"notifications\":{\"resourceSubscriptions\":[1]},",
      })
  void aSubscriptionToNothingThatCanBeReadIsRefused(String params) {
    assertThat(refusal("subscriptions/listen", params)).isEqualTo(Reason.INVALID_PARAMS);
  }

  @Test
  void whatASubscriptionFollowsIsItsTarget() {
    String filter = "\"notifications\":{\"resourceSubscriptions\":[\"a:b\",\"c:d\"]},";
    Envelope.Single single = (Envelope.Single) read("subscriptions/listen", filter);

    assertThat(((McpMessage.Request) single.message()).target())
        .isEqualTo(new Target.Subscription(java.util.List.of("a:b", "c:d")));
  }

  private Reason refusal(String method, String params) {
    return ((Envelope.Malformed) read(method, params)).denial().reason();
  }

  private Envelope read(String method, String params) {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\""
            + method
            + "\",\"params\":{"
            + params
            + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}";
    return reader.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
