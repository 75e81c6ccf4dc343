package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.MemoryClient.Got;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.upstream.AgentLimits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the bridge keeps, gives back, and does not do twice. */
@Timeout(60)
class BridgeLimitsTest {
  private static final String REQUIRED =
      "\"error\":{\"code\":-32042,\"message\":\"go\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
          + "\"url\":\"https://pay.example/x\",\"message\":\"?\",\"elicitationId\":\"e\"}]}}";

  /** The level of the log is set by a request whose answer comes as a stream. */
  @Test
  void theBridgesOwnRequestsGiveTheirPlacesBack() throws Exception {
    try (LegacyFixtureServer upstream = LegacyFixtureServer.start();
        MemoryGuard guard =
            MemoryGuard.over(upstream.url(), new AgentLimits(2, 1, 1))
                .awaitTools("test_simple_text")) {
      for (String level : new String[] {"error", "warning", "info"}) {
        Got got =
            guard
                .stateless("alice")
                .meta("logLevel", "\"" + level + "\"")
                .call("test_simple_text", "{}");

        assertThat(got.answer().has("result")).as(level).isTrue();
      }
      assertThat(upstream.hits("logging/setLevel")).isEqualTo(3);
    }
  }

  /** A head has no room for what a body has: it would be the upstream's to refuse, or to cut. */
  @ParameterizedTest
  @CsvSource({"6144, true", "6145, false"})
  void anArgumentThatIsRepeatedInAHeaderHasItsBound(int length, boolean passes) throws Exception {
    String schema =
        "{\"type\":\"object\",\"properties\":"
            + "{\"region\":{\"type\":\"string\",\"x-mcp-header\":\"Region\"}}}";
    try (StatelessUpstream upstream =
            new StatelessUpstream()
                .lists(
                    StatelessUpstream.TOOLS.replace(
                        "\"inputSchema\":{}", "\"inputSchema\":" + schema));
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      Got got = guard.client("alice").call("work", "{\"region\":\"" + "x".repeat(length) + "\"}");

      assertThat(got.answer().has("result")).isEqualTo(passes);
      assertThat(upstream.received("tools/call")).hasSize(passes ? 1 : 0);
    }
  }

  /** Whoever has no place for another session takes none from anybody. */
  @Test
  void anAgentThatMayHaveNoMoreSessionsKeepsThoseItHas() throws Exception {
    try (LegacyFixtureServer upstream = LegacyFixtureServer.start();
        MemoryGuard guard =
            MemoryGuard.over(upstream.url(), new AgentLimits(1, 2, 1))
                .awaitTools("test_simple_text")) {
      StatelessClient first = guard.stateless("alice");
      first.call("test_simple_text", "{}");
      upstream.forget();

      Got refused =
          guard.stateless("alice").capabilities("{\"roots\":{}}").call("test_simple_text", "{}");

      assertThat(refused.errorCode()).isEqualTo(1429);
      assertThat(first.call("test_simple_text", "{}").answer().has("result")).isTrue();
      assertThat(upstream.hits("initialize")).isZero();
    }
  }

  /** Contracts §1: what may have acted is not sent again. */
  @Test
  void aCallWhoseSessionEndedUnderItIsNotMadeAgain() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold")) {
      MemoryExchange call =
          guard.stateless("alice").stream("tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
      upstream.awaitHeld();

      guard.endBridgedSessions();

      assertThat(call.rest().getFirst().at("/error/code").asInt()).isEqualTo(1502);
      assertThat(upstream.received().stream().filter("tools/call"::equals)).hasSize(1);
      assertThat(upstream.received().stream().filter("initialize"::equals)).hasSize(2);
    }
  }

  /** "modern disconnect → notifications/cancelled": the legacy revisions do not see it else. */
  @Test
  void aClientThatLeavesHasItsCallCancelled() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    try (LegacyScript upstream = LegacyScript.working(request -> endless(cut));
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      MemoryExchange call =
          guard.stateless("alice").stream("tools/call", "{\"name\":\"work\",\"arguments\":{}}");
      call.next();

      call.leave();

      assertThat(cut.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(guard.awaitEnd()).isEqualTo("cancelled");
      assertThat(upstream.received("notifications/cancelled")).hasSize(1);
    }
  }

  /** "-32042 … (URL elicitation required, 2025-11-25 only)", which nobody may emit any more. */
  @Test
  void anErrorThatSendsAPersonAwayBecomesAResult() throws Exception {
    try (LegacyScript upstream = LegacyScript.working(r -> LegacyScript.reply(r, REQUIRED));
        MemoryGuard guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools("work")) {
      Got got =
          guard
              .stateless("alice")
              .capabilities("{\"elicitation\":{\"url\":{}}}")
              .call("work", "{}");

      assertThat(got.answer().at("/result/resultType").asText()).isEqualTo("input_required");
      assertThat(got.answer().at("/result/inputRequests/url-0/params/url").asText())
          .isEqualTo("https://pay.example/x");
      assertThat(got.answer().toString()).doesNotContain("elicitationId");
      assertThat(got.answer().path("result").has("requestState")).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"elicitation\":{}}", "{\"elicitation\":{\"form\":{}}}"})
  void aClientThatOpensNoUrlsIsToldSo(String capabilities) throws Exception {
    try (LegacyScript upstream = LegacyScript.working(r -> LegacyScript.reply(r, REQUIRED));
        MemoryGuard guard = MemoryGuard.over(upstream.url(), "elicitation").awaitTools("work")) {
      Got got = guard.stateless("alice").capabilities(capabilities).call("work", "{}");

      assertThat(got.status()).isEqualTo(400);
      assertThat(got.errorCode()).isEqualTo(-32021);
      assertThat(got.answer().at("/error/data/requiredCapabilities/elicitation/url").isObject())
          .isTrue();
    }
  }

  /** What is not about the request has no place on its stream (streamable-http, responses). */
  @Test
  void aCallHearsNothingOfOtherThings() throws Exception {
    try (LegacyScript upstream =
            LegacyScript.working(request ->
                Reply.events(out -> {
                  out.write(note("notifications/tools/list_changed"));
                  out.write(note("notifications/elicitation/complete"));
                  out.write(note("notifications/progress"));
                  out.write(
                      LegacyScript.event(
                          LegacyScript.message(request, "\"result\":{\"content\":[]}")));
                }));
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      Got got = guard.stateless("alice").call("work", "{}");

      assertThat(got.messages()).hasSize(2);
      assertThat(got.messages().getFirst().path("method").asText())
          .isEqualTo("notifications/progress");
    }
  }

  /** A stream that nobody can take up again ends with an error, not in silence. */
  @Test
  void aStreamThatBreaksOffForGoodIsAnError() throws Exception {
    try (LegacyScript upstream =
            LegacyScript.working(request ->
                Reply.events(
                    out -> out.write("id: 1\ndata: \n\n".getBytes(StandardCharsets.UTF_8))));
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      Got got = guard.stateless("alice").call("work", "{}");

      assertThat(got.errorCode()).isEqualTo(1502);
      assertThat(guard.ends()).containsExactly("cancelled");
    }
  }

  private static Reply endless(CountDownLatch cut) {
    return Reply.events(out -> {
      try {
        while (true) {
          out.write(note("notifications/progress"));
          out.flush();
          Thread.onSpinWait();
        }
      } catch (IOException left) {
        cut.countDown();
        throw left;
      }
    });
  }

  private static byte[] note(String method) {
    return LegacyScript.event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{}}");
  }
}
