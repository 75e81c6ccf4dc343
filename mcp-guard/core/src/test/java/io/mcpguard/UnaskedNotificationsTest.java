package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A tool server of the 2026-07-28 revision that tells, on the stream of one request, what that
 * request did not ask for.
 */
@Timeout(60)
class UnaskedNotificationsTest {
  private static final String LINE = "notifications/message";

  private final StatelessUpstream upstream = new StatelessUpstream();
  private MemoryGuard guard;
  private StatelessClient alice;

  @BeforeEach
  void start() throws Exception {
    upstream.offers(
        "\"result\":"
            + StatelessUpstream.OFFER.replace("\"tools\":{}", "\"tools\":{},\"logging\":{}"));
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    alice = guard.stateless("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  /** Tells of this before its answer to any request. */
  private void tells(String method, String params) {
    upstream.answers(request ->
        Reply.events(out ->
            out.write((event(note(method, params)) + event(done(request))).getBytes(UTF_8))));
  }

  private static String note(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  private static String done(Received request) {
    return StatelessUpstream.message(
        request, "\"result\":{\"content\":[],\"resultType\":\"complete\"}");
  }

  private static String event(String json) {
    return "data: " + json + "\n\n";
  }

  private static List<String> methods(List<JsonNode> messages) {
    return messages.stream().map(message -> message.path("method").asText()).toList();
  }

  private List<String> heardDuringACall() throws Exception {
    return methods(alice.call("work", "{}").messages());
  }

  private List<String> heardWhileListening(String wanted) throws Exception {
    return methods(
        alice.request("subscriptions/listen", "{\"notifications\":{" + wanted + "}}").messages());
  }

  /** "MUST NOT emit notifications/message for a request that does not include" a level. */
  @Test
  void whoAsksForNoLogLinesGetsNone() throws Exception {
    tells(LINE, "{\"level\":\"emergency\",\"data\":1}");

    assertThat(heardDuringACall()).containsExactly("");
  }

  @ParameterizedTest
  @CsvSource({"debug, false", "info, true", "emergency, true", "loud, false"})
  void whoAsksForALevelGetsItAndWhatIsLouder(String level, boolean heard) throws Exception {
    tells(LINE, "{\"level\":\"" + level + "\",\"data\":1}");
    alice.meta("logLevel", "\"info\"");

    assertThat(heardDuringACall().contains(LINE)).isEqualTo(heard);
  }

  /** What is not about the request has no place on its stream (streamable-http, responses). */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "notifications/tools/list_changed",
        "notifications/prompts/list_changed",
        "notifications/resources/list_changed",
        "notifications/resources/updated",
        "notifications/subscriptions/acknowledged",
        "notifications/tasks"
      })
  void aCallHearsNothingOfWhatOthersSubscribeTo(String method) throws Exception {
    tells(method, "{\"uri\":\"a:b\"}");

    assertThat(heardDuringACall()).containsExactly("");
  }

  @ParameterizedTest
  @CsvSource({"7, true", "7.0, true", "8, false", "'\"7\"', false"})
  void progressIsToldUnderTheTokenThatAsksForIt(String token, boolean heard) throws Exception {
    tells("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}");

    List<JsonNode> told =
        alice
            .request(
                "tools/call",
                "{\"name\":\"work\",\"arguments\":{},\"_meta\":{\"progressToken\":7}}")
            .messages();

    assertThat(methods(told).contains("notifications/progress")).isEqualTo(heard);
  }

  /** What an extension tells a call of is for the client to judge. */
  @Test
  void aCallHearsWhatIsUnknownHere() throws Exception {
    tells("notifications/example/step", "{}");

    assertThat(heardDuringACall()).containsExactly("notifications/example/step", "");
  }

  /** "MUST NOT send notification types the client has not explicitly requested" (subscriptions). */
  @ParameterizedTest
  @CsvSource({
    "notifications/tools/list_changed, '', false",
    "notifications/tools/list_changed, '\"toolsListChanged\":false', false",
    "notifications/tools/list_changed, '\"promptsListChanged\":true', false",
    "notifications/tools/list_changed, '\"toolsListChanged\":true', true",
    "notifications/prompts/list_changed, '\"promptsListChanged\":true', true",
    "notifications/resources/list_changed, '\"resourcesListChanged\":true', true",
    "notifications/resources/list_changed, '\"toolsListChanged\":true', false",
    "notifications/resources/updated, '\"resourceSubscriptions\":[\"a:b\"]', true",
    "notifications/resources/updated, '\"resourceSubscriptions\":[\"a:c\"]', false",
    "notifications/resources/updated, '\"resourcesListChanged\":true', false",
    "notifications/example/step, '\"toolsListChanged\":true', false",
  })
  void aSubscriptionHearsWhatItAskedFor(String method, String wanted, boolean heard)
      throws Exception {
    tells(method, "{\"uri\":\"a:b\"}");

    assertThat(heardWhileListening(wanted).contains(method)).isEqualTo(heard);
  }

  @Test
  void aSubscriptionHasNoLogLines() throws Exception {
    tells(LINE, "{\"level\":\"error\",\"data\":1}");
    alice.meta("logLevel", "\"debug\"");

    assertThat(heardWhileListening("\"toolsListChanged\":true")).containsExactly("");
  }

  /** A legacy client asks by {@code logging/setLevel}, and each of its calls says so. */
  @Test
  void aLegacyClientHearsLogLinesOnceItAskedForThem() throws Exception {
    tells(LINE, "{\"level\":\"error\",\"data\":1}");
    MemoryClient legacy = guard.client("alice");

    List<String> before = methods(legacy.call("work", "{}").messages());
    legacy.request("logging/setLevel", "{\"level\":\"error\"}");
    List<String> after = methods(legacy.call("work", "{}").messages());

    assertThat(before).containsExactly("");
    assertThat(after).containsExactly(LINE, "");
  }

  /** The guard itself learns of a change, whoever may hear of it. */
  @Test
  void aChangeThatNobodyHearsOfIsLookedAtAllTheSame() throws Exception {
    tells("notifications/tools/list_changed", "{}");
    int looks = upstream.received("tools/list").size();

    heardDuringACall();

    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (upstream.received("tools/list").size() == looks && System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    assertThat(upstream.received("tools/list")).hasSizeGreaterThan(looks);
  }
}
