package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.MemoryClient.Got;
import io.mcpguard.protocol.Era;
import io.mcpguard.testkit.DualEraFixtureServer;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which form an upstream speaks is asked, never assumed (2026-07-28, basic/versioning). */
@Timeout(60)
class EraTest {
  private static final String BAD =
      "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}},{\"name\":\"bad\",\"inputSchema\":"
          + "{\"properties\":{\"a\":{\"type\":\"number\",\"x-mcp-header\":\"A\"}}}}]}";

  @Test
  void aServerOfTheLaterRevisionIsNeverAskedForASession() throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      assertThat(guard.stateless("alice").call("work", "{}").answer().has("result")).isTrue();

      assertThat(upstream.received("initialize")).isEmpty();
    }
  }

  /** "Anything else identifies a legacy server": found by asking, before anything else is sent. */
  @Test
  void aServerOfTheEarlierRevisionsShowsItByItsHandshake() throws Exception {
    try (LegacyFixtureServer upstream = LegacyFixtureServer.start();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("test_simple_text")) {
      List<String> first = upstream.received().stream().limit(2).map(r -> r.rpcMethod()).toList();

      assertThat(first).containsExactly("server/discover", "initialize");
      assertThat(guard.stateless("alice").call("test_simple_text", "{}").answer().has("result"))
          .isTrue();
    }
  }

  @Test
  void aServerOfBothIsSpokenToAsItsClientSpeaks() throws Exception {
    try (DualEraFixtureServer upstream = DualEraFixtureServer.start();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("test_simple_text")) {
      MemoryClient legacy = guard.client("alice");
      upstream.forget();

      assertThat(legacy.call("test_simple_text", "{}").answer().has("result")).isTrue();
      assertThat(upstream.received().getLast().headers("Mcp-Session-Id")).hasSize(1);
      assertThat(guard.stateless("bob").call("test_simple_text", "{}").answer().has("result"))
          .isTrue();
      assertThat(upstream.received().getLast().headers("Mcp-Session-Id")).isEmpty();
    }
  }

  /** Before the first look nobody knows what there is: a client that comes then is not told so. */
  @Test
  void whoComesBeforeTheFirstLookWaitsForIt() throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream().taking(Duration.ofSeconds(1));
        MemoryGuard guard = MemoryGuard.over(upstream.url())) {
      assertThat(guard.stateless("alice").call("work", "{}").answer().has("result")).isTrue();
    }
  }

  /** A 401 or 403 shows no form of MCP, and that somebody is there. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void aServerThatRefusesTheGuardIsToldFromOneThatIsDown(int status) throws Exception {
    try (RecordingUpstream upstream = RecordingUpstream.answering(request -> Reply.empty(status));
        MemoryGuard guard = MemoryGuard.over(upstream.url())) {
      Got got = guard.stateless("alice").call("work", "{}");

      assertThat(got.errorCode()).isEqualTo(1502);
      assertThat(guard.awaitRefusal("tools/call").path("reason").asText())
          .isEqualTo("upstream_refused");
    }
  }

  /**
   * "A recognized modern JSON-RPC error … identifies a modern server". What such a server does not
   * tell is not known: an empty list that was pinned would put all its tools out of reach.
   */
  @ParameterizedTest
  @ValueSource(strings = {"-32020", "-32021", "-32022"})
  void aServerThatWouldNotSayWhatItHasIsAskedAgain(String code) throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream()) {
      upstream.offers("\"error\":{\"code\":" + code + ",\"message\":\"no\"}");
      try (MemoryGuard guard = MemoryGuard.over(upstream.url())) {
        while (upstream.received("server/discover").isEmpty()) {
          Thread.onSpinWait();
        }
        upstream.offers("\"result\":" + StatelessUpstream.OFFER);

        guard.awaitTools("work");
        assertThat(upstream.received("initialize")).isEmpty();
      }
    }
  }

  /**
   * A client SHOULD look at the tools again after -32020 (2026-07-28, streamable-http). What has
   * changed is then out of reach until it is accepted, so that the call is not made again.
   */
  @ParameterizedTest
  @ValueSource(strings = {"-32020", "-32022"})
  void aServerThatDoesNotTakeHowItIsSpokenToIsLookedAtAgain(String code) throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      upstream.fails(400, "{\"code\":" + code + ",\"message\":\"no\"}");
      int looks = upstream.received("tools/list").size();

      Got got = guard.stateless("alice").call("work", "{}");

      while (upstream.received("tools/list").size() == looks) {
        Thread.onSpinWait();
      }
      assertThat(got.errorCode()).isEqualTo(Integer.parseInt(code));
      assertThat(upstream.received("tools/call")).hasSize(1);
    }
  }

  /** A server of the later revision need not answer what it does not know. */
  @Test
  void aServerThatLeavesInitializeUnansweredIsBridgedAndNotAskedByEverybody() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (StatelessUpstream upstream = new StatelessUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      upstream.answers(request ->
          new Reply(200, Map.of("Content-Type", "application/json"), out -> over.await()));

      guard.client("alice");
      guard.client("bob");

      assertThat(upstream.received("initialize")).hasSize(1);
      over.countDown();
    }
  }

  /** "re-probing if the cached assumption later fails". */
  @Test
  void aServerThatSpeaksTheLaterFormNowIsFoundOut() throws Exception {
    try (SwitchingUpstream upstream =
            SwitchingUpstream.speaking(Era.LEGACY, SwitchingUpstream::silently);
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      upstream.becomes(Era.MODERN);

      guard.newcomer("alice").initialize("2025-11-25");

      upstream.awaitListedAnew();
      Got got = guard.stateless("alice").call("work", "{}");
      assertThat(got.answer().has("result")).isTrue();
    }
  }

  /** So is one of the other direction, however it refuses what it does not know. */
  @ParameterizedTest
  @MethodSource("refusals")
  void aServerThatSpeaksTheEarlierFormNowIsFoundOut(RecordingUpstream.Script refusal)
      throws Exception {
    try (SwitchingUpstream upstream = SwitchingUpstream.speaking(Era.MODERN, refusal);
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      upstream.becomes(Era.LEGACY);

      Got first = guard.stateless("alice").call("work", "{}");

      upstream.awaitListedAnew();
      Got second = guard.stateless("alice").call("work", "{}");
      assertThat(first.answer().has("error")).isTrue();
      assertThat(second.answer().has("result")).isTrue();
    }
  }

  /** Servers without a session say so with 400: in no words, or under whatever id. */
  private static List<RecordingUpstream.Script> refusals() {
    return List.of(
        SwitchingUpstream::silently,
        request -> SwitchingUpstream.saying(-32000, "null"),
        request -> SwitchingUpstream.saying(-32600, "\"server-error\""),
        request -> SwitchingUpstream.saying(-32600, request.json().path("id").toString()));
  }

  /** "the client MUST exclude the invalid tool from the result of tools/list". */
  @Test
  void aToolWhoseAnnotationsAreNotValidIsNobodys() throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream().lists(BAD);
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work")) {
      StatelessClient alice = guard.stateless("alice");

      assertThat(alice.request("tools/list", "{}").answer().at("/result/tools").toString())
          .contains("work")
          .doesNotContain("bad");
      assertThat(alice.call("bad", "{\"a\":1}").errorCode()).isEqualTo(-32602);
      assertThat(upstream.received("tools/call")).isEmpty();
    }
  }
}
