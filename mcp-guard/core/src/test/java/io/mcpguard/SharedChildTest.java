package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that share one stdio child: none hears, ends or changes what is another's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharedChildTest {
  private static final String TOOLS_CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";

  private MemoryGuard guard;

  @BeforeAll
  void start() {
    guard = MemoryGuard.overChild("elicitation").awaitTools("emit");
  }

  @AfterAll
  void stop() {
    guard.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"method\":\"notifications/elicitation/complete\",\"params\":{\"elicitationId\":\"e\"}}",
        "{\"method\":\"notifications/tasks/status\",\"params\":{\"taskId\":\"t\"}}",
        "{\"method\":\"notifications/vendor/thing\",\"params\":{\"x\":\"alice's\"}}",
        "{\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5,\"reason\":\"r\"}}"
      })
  void whatTheChildSaysOfOneSessionNoOtherHears(String notification) throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryExchange bobHears = guard.client("bob").listen();

    alice.call("emit", "{\"messages\":[" + notification + "," + TOOLS_CHANGED + "]}");

    assertThat(bobHears.next().path("method").asText())
        .isEqualTo("notifications/tools/list_changed");
  }

  @Test
  void aChangeOfListsIsToldToEverySessionWithoutWhatTheChildAdds() throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryExchange bobHears = guard.client("bob").listen();

    alice.call(
        "emit",
        "{\"messages\":[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/prompts/list_changed\","
            + "\"params\":{\"of\":\"alice\"}}]}");

    JsonNode heard = bobHears.next();
    assertThat(heard.path("method").asText()).isEqualTo("notifications/prompts/list_changed");
    assertThat(heard.has("params")).isFalse();
  }

  /** 2025-11-25, basic/lifecycle: "the server MUST respond with the same version". */
  @ParameterizedTest
  @ValueSource(strings = {"2025-03-26", "2025-06-18", "2025-11-25"})
  void aClientGetsTheRevisionThatItAskedFor(String revision) throws Exception {
    MemoryClient client = guard.newcomer("alice");

    MemoryClient.Got got = client.initialize(revision);

    assertThat(got.answer().at("/result/protocolVersion").asText()).isEqualTo(revision);
    assertThat(client.call("echo", "{\"text\":\"hello\"}").text()).isEqualTo("hello");
  }

  @Test
  void aStreamThatIsOpenedAgainHearsWhatTheOldOneNoLongerCan() throws Exception {
    MemoryClient bob = guard.client("bob");
    MemoryExchange old = bob.listen();
    MemoryExchange fresh = bob.listen();
    MemoryClient alice = guard.client("alice");

    old.leave();
    for (int i = 0; i < 3; i++) {
      alice.call("emit", "{\"messages\":[" + TOOLS_CHANGED + "]}");
    }

    for (int i = 0; i < 3; i++) {
      assertThat(fresh.next().path("method").asText())
          .isEqualTo("notifications/tools/list_changed");
    }
  }

  @Test
  void aPingOfTheChildIsAnsweredThoughNoCallIsOpen() throws Exception {
    MemoryClient alice = guard.client("alice");
    String ping = "{\"jsonrpc\":\"2.0\",\"id\":\"are-you-there\",\"method\":\"ping\"}";

    alice.call("emit", "{\"messages\":[" + ping + "]}");

    assertThat(heard(alice, "are-you-there")).contains("\"result\":{}");
  }

  /** Contracts §2: every refusal has its record, and this one belongs to no caller. */
  @Test
  void aQuestionOutsideOfAnyCallIsRefusedAndRecorded() throws Exception {
    MemoryClient alice = guard.client("alice");

    alice.notify("notifications/roots/list_changed", "{}");

    JsonNode refusal = guard.awaitRefusal("roots/list");
    assertThat(refusal.path("reason").asText()).isEqualTo("policy_denied");
    assertThat(refusal.has("user")).isFalse();
    assertThat(heard(alice, "\"roots\"")).contains("1403");
  }

  @Test
  void oneSessionsUnsubscribeDoesNotEndAnothersUpdates() throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryClient bob = guard.client("bob");
    MemoryExchange bobHears = bob.listen();
    String note = "{\"uri\":\"note://shared\"}";
    alice.request("resources/subscribe", note);
    bob.request("resources/subscribe", note);

    assertThat(alice.request("resources/unsubscribe", note).answer().has("result")).isTrue();

    assertThat(alice.call("heard", "{}").text()).doesNotContain("resources/unsubscribe");
    alice.call("emit", updated("note://shared"));
    assertThat(bobHears.next().at("/params/uri").asText()).isEqualTo("note://shared");
  }

  /** 2025-11-25, server/resources: the URI may be that of a sub-resource. */
  @Test
  void anUpdateOfASubResourceReachesWhoSubscribedToTheWhole() throws Exception {
    MemoryClient bob = guard.client("bob");
    MemoryExchange bobHears = bob.listen();
    bob.request("resources/subscribe", "{\"uri\":\"note://folder\"}");

    bob.call("emit", updated("note://folder/page"));

    assertThat(bobHears.next().at("/params/uri").asText()).isEqualTo("note://folder/page");
  }

  @Test
  void anUpdateOfANamesakeReachesNobody() throws Exception {
    MemoryClient bob = guard.client("bob");
    MemoryExchange bobHears = bob.listen();
    bob.request("resources/subscribe", "{\"uri\":\"note://one\"}");

    bob.call("emit", updated("note://one-more"));
    bob.call("emit", updated("note://one"));

    assertThat(bobHears.next().at("/params/uri").asText()).isEqualTo("note://one");
  }

  @Test
  void oneSessionsLogLevelIsNotAnothers() throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryClient bob = guard.client("bob");
    alice.request("logging/setLevel", "{\"level\":\"debug\"}");

    bob.request("logging/setLevel", "{\"level\":\"error\"}");

    assertThat(lastLevel(alice)).isEqualTo("debug");
    MemoryClient.Got got =
        bob.call("emit", "{\"messages\":[" + log("debug") + "," + log("error") + "]}");
    assertThat(got.messages())
        .filteredOn(message -> message.has("method"))
        .extracting(message -> message.at("/params/level").asText())
        .containsExactly("error");
  }

  @Test
  void progressThatTheChildDidNotAskThisSessionForDoesNotReachIt() throws Exception {
    MemoryClient bob = guard.client("bob");

    bob.notify("notifications/progress", "{\"progressToken\":\"alices-own\",\"progress\":1}");

    assertThat(bob.call("heard", "{}").text()).doesNotContain("alices-own");
  }

  @Test
  void aChildThatIsStartedAgainIsToldWhatTheOneBeforeItKnew() throws Exception {
    try (MemoryGuard own = MemoryGuard.overChild().awaitTools("crash")) {
      MemoryClient alice = own.client("alice");
      alice.request("resources/subscribe", "{\"uri\":\"note://kept\"}");
      alice.request("logging/setLevel", "{\"level\":\"notice\"}");

      alice.call("crash", "{}");

      assertThat(heard(alice, "note://kept")).contains("resources/subscribe");
      assertThat(heard(alice, "notice")).contains("logging/setLevel");
    }
  }

  @Test
  @Timeout(60)
  void whoGreetsAProgramThatCannotBeStartedIsToldAtOnce() throws Exception {
    try (MemoryGuard own = MemoryGuard.overChild(List.of("no-such-program-here"))) {
      MemoryClient.Got got = own.newcomer("alice").initialize("2025-11-25");

      assertThat(got.errorCode()).isEqualTo(1502);
    }
  }

  @Test
  void aQuestionThatTheChildTakesBackIsTakenBackUnderTheGuardsId() throws Exception {
    MemoryClient alice = guard.client("alice");

    MemoryClient.Got got =
        alice.call(
            "emit",
            "{\"messages\":[{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"elicitation/create\","
                + "\"params\":{\"message\":\"?\",\"requestedSchema\":{}}},"
                + "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
                + "\"params\":{\"requestId\":5}}]}");

    JsonNode question = got.messages().getFirst();
    assertThat(question.path("id").asText()).isNotEmpty().isNotEqualTo("5");
    assertThat(got.messages().get(1).at("/params/requestId")).isEqualTo(question.path("id"));
  }

  private static String updated(String uri) {
    return "{\"messages\":[{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
        + "\"params\":{\"uri\":\""
        + uri
        + "\"}}]}";
  }

  private static String log(String level) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{\"level\":\""
        + level
        + "\",\"data\":1}}";
  }

  private static String lastLevel(MemoryClient client) throws Exception {
    String last =
        client
            .call("heard", "{}")
            .text()
            .lines()
            .filter(line -> line.contains("logging/setLevel"))
            .reduce("", (before, line) -> line);
    return Json.read(last).at("/params/level").asText();
  }

  /** The line with this text that reached the child, as soon as it did. */
  private static String heard(MemoryClient client, String text) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (System.nanoTime() - end < 0) {
      String found =
          client
              .call("heard", "{}")
              .text()
              .lines()
              .filter(line -> line.contains(text) && !line.contains("tools/call"))
              .findFirst()
              .orElse("");
      if (!found.isEmpty()) {
        return found;
      }
    }
    throw new AssertionError("the child did not hear " + text);
  }
}
