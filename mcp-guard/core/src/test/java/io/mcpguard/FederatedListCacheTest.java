package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.federation.Federation;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.upstream.Answer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What is remembered of upstreams' lists at {@code /mcp} (2026-07-28, server/utilities/caching).
 */
@Timeout(60)
class FederatedListCacheTest {
  private static final String CAPABLE = "{}";

  private final StatelessUpstream upstream = new StatelessUpstream();
  private MemoryGuard guard;
  private Federation federation;
  private Delegated alice;

  @BeforeEach
  void start() throws Exception {
    upstream.gives(prompts("a", 10_000));
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
    federation = guard.federation();
    alice = guard.caller("alice", "grant-of-alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  private static String prompts(String name, long ttlMs) {
    return """
    {"prompts":[{"name":"%s"}],"resultType":"complete","ttlMs":%d,"cacheScope":"public"}
    """
        .formatted(name, ttlMs);
  }

  private JsonNode list(Delegated caller) {
    return list(caller, "{}", CAPABLE);
  }

  private JsonNode list(Delegated caller, String params, String capabilities) {
    return list(guard, federation, caller, params, capabilities);
  }

  private static JsonNode list(
      MemoryGuard guard,
      Federation federation,
      Delegated caller,
      String params,
      String capabilities) {
    Answer answer = answer(guard, federation, caller, params, capabilities);
    return Json.read(new String(((Answer.Message) answer).json(), UTF_8)).path("result");
  }

  private static Answer answer(
      MemoryGuard guard,
      Federation federation,
      Delegated caller,
      String params,
      String capabilities) {
    JsonNode all = Json.read(params);
    all.withObject("/_meta")
        .put("io.modelcontextprotocol/protocolVersion", "2026-07-28")
        .set("io.modelcontextprotocol/clientCapabilities", Json.read(capabilities));
    McpMessage.Request request =
        guard.request(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"prompts/list\",\"params\":" + all + "}");
    RequestMeta meta = ((Proceed<RequestMeta>) RequestMeta.read(request)).value();
    return federation.answer(caller, request, meta);
  }

  private int asked() {
    return upstream.received("prompts/list").size();
  }

  private static String first(JsonNode result) {
    return result.at("/prompts/0/name").asText();
  }

  @Test
  void aFreshListIsAskedForOnce() {
    JsonNode before = list(alice);

    JsonNode after = list(alice);

    assertThat(after).isEqualTo(before);
    assertThat(first(after)).isEqualTo("tools__a");
    assertThat(asked()).isOne();
  }

  /** Else one slow server would make every list slow. */
  @Test
  void aServerThatWasLateIsNotWaitedForAgainWithinHalfAMinute() {
    upstream.holds(new CountDownLatch(1), new CountDownLatch(1));
    answer(guard, federation, alice, "{}", CAPABLE);
    guard.pass(Duration.ofMillis(29_999));

    answer(guard, federation, alice, "{}", CAPABLE);

    assertThat(asked()).isOne();
  }

  @Test
  void afterThatItIsAskedAgain() {
    upstream.holds(new CountDownLatch(1), new CountDownLatch(1));
    answer(guard, federation, alice, "{}", CAPABLE);
    guard.pass(Duration.ofSeconds(30));

    answer(guard, federation, alice, "{}", CAPABLE);

    assertThat(asked()).isEqualTo(2);
  }

  /** Nobody hides a server from others by making it late. */
  @Test
  void anotherCallerAsksAtOnce() {
    upstream.holds(new CountDownLatch(1), new CountDownLatch(1));
    answer(guard, federation, alice, "{}", CAPABLE);

    answer(guard, federation, guard.caller("bob", "grant-of-bob"), "{}", CAPABLE);

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aListIsKeptToTheLastMillisecondOfItsLife() {
    list(alice);
    guard.pass(Duration.ofMillis(9_999));

    list(alice);

    assertThat(asked()).isOne();
  }

  @Test
  void aListWhoseLifeIsOverIsAskedForAnew() {
    list(alice);
    guard.pass(Duration.ofSeconds(10));
    upstream.gives(prompts("b", 10_000));

    assertThat(first(list(alice))).isEqualTo("tools__b");
  }

  /** A client must not keep for ten seconds what is nine seconds old. */
  @Test
  void whatIsLeftOfItsLifeIsTold() {
    list(alice);
    guard.pass(Duration.ofSeconds(9));

    assertThat(list(alice).path("ttlMs").asLong()).isEqualTo(1_000);
  }

  /** {@code ttlMs} 0 is stale at once. */
  @Test
  void aListWithoutALifeIsAskedForEachTime() {
    upstream.gives(prompts("a", 0));
    list(alice);

    list(alice);

    assertThat(asked()).isEqualTo(2);
  }

  /** Policy may go by the time: what it has filtered holds for a minute at most. */
  @Test
  void noListIsKeptForMoreThanAMinute() {
    upstream.gives(prompts("a", 3_600_000));
    list(alice);
    guard.pass(Duration.ofSeconds(60));

    list(alice);

    assertThat(asked()).isEqualTo(2);
  }

  /** "Private … MUST NOT be shared across authorization contexts", nor is anything else here. */
  @Test
  void anotherUserIsAnsweredByTheUpstream() {
    list(alice);

    list(guard.caller("bob", "grant-of-bob"));

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void anotherGrantOfTheSameUserIsAnsweredByTheUpstream() {
    list(alice);

    list(guard.caller("alice", "another"));

    assertThat(asked()).isEqualTo(2);
  }

  /**
   * "Different access token = different cache": tokens that end at different times share nothing.
   */
  @Test
  void aLaterTokenOfTheSameGrantIsAnsweredByTheUpstream() {
    list(alice);
    guard.pass(Duration.ofSeconds(1));

    list(guard.caller("alice", "grant-of-alice"));

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aClientWithOtherCapabilitiesIsAnsweredByTheUpstream() {
    list(alice);

    list(alice, "{}", "{\"extensions\":{\"x/y\":{}}}");

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aParameterThatNobodyKnowsReachesTheUpstream() {
    list(alice, "{\"tag\":\"x\"}", CAPABLE);

    list(alice, "{\"tag\":\"x\"}", CAPABLE);

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void aListIsAskedForAnewWhenOtherToolsAreAccepted() {
    list(alice);
    upstream.gives(prompts("b", 10_000));
    guard.pinsChanged();

    assertThat(first(list(alice))).isEqualTo("tools__b");
  }

  @Test
  void aRevocationEndsWhatWasRemembered() {
    list(alice);
    guard.caller("bob", "grant-of-bob");
    guard.revokeGrant("grant-of-bob");

    list(alice);

    assertThat(asked()).isEqualTo(2);
  }

  @Test
  void anUpstreamThatFailsIsNotTakenForAnEmptyOne() {
    upstream.fails(500, "{\"code\":-32603,\"message\":\"broken\"}");
    Answer failed = answer(guard, federation, alice, "{}", CAPABLE);
    upstream.fails(200, "").gives(prompts("a", 10_000));

    JsonNode result = list(alice);

    assertThat(failed).isInstanceOf(Answer.Denied.class);
    assertThat(first(result)).isEqualTo("tools__a");
  }

  /** What one reader asks at once, when a page is over, is one question. */
  @Test
  void whoAsksWhileTheSameIsAskedWaitsForThatAnswer() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    upstream.answers(request -> {
      arrived.countDown();
      return new RecordingUpstream.Reply(
          200,
          Map.of("Content-Type", "application/json"),
          out -> {
            release.await();
            out.write(
                StatelessUpstream.message(request, "\"result\":" + prompts("a", 10_000))
                    .getBytes(UTF_8));
          });
    });
    FutureTask<JsonNode> first = new FutureTask<>(() -> list(alice));
    FutureTask<JsonNode> second = new FutureTask<>(() -> list(alice));
    Thread.ofVirtual().start(first);
    arrived.await();
    Thread waiting = Thread.ofPlatform().start(second);
    while (waiting.getState() == Thread.State.RUNNABLE || waiting.getState() == Thread.State.NEW) {
      Thread.onSpinWait();
    }
    release.countDown();

    assertThat(second.get()).isEqualTo(first.get());
    assertThat(asked()).isOne();
  }

  /** The revisions before have no {@code ttlMs}. */
  @Test
  void aLegacyListIsKeptForTenSeconds() throws Exception {
    try (LegacyFixtureServer legacy = LegacyFixtureServer.start();
        MemoryGuard other = MemoryGuard.over(legacy.url()).awaitTools("test_simple_text")) {
      Federation all = other.federation();
      Delegated caller = other.caller("alice", "grant-of-alice");
      list(other, all, caller, "{}", CAPABLE);
      other.pass(Duration.ofMillis(9_999));
      JsonNode kept = list(other, all, caller, "{}", CAPABLE);
      long meanwhile = legacy.hits("prompts/list");
      other.pass(Duration.ofMillis(1));

      list(other, all, caller, "{}", CAPABLE);

      assertThat(kept.path("ttlMs").asLong(-1)).isZero();
      assertThat(meanwhile).isOne();
      assertThat(legacy.hits("prompts/list")).isEqualTo(2);
    }
  }

  /** Whichever session hears of it. */
  @Test
  void aLegacyListIsAskedForAnewOnceItsServerSaysThatItChanged() throws Exception {
    try (LegacyFixtureServer legacy = LegacyFixtureServer.start();
        MemoryGuard other = MemoryGuard.over(legacy.url()).awaitTools("test_simple_text")) {
      Federation all = other.federation();
      Delegated caller = other.caller("alice", "grant-of-alice");
      MemoryExchange news = other.client("bob").listen();
      list(other, all, caller, "{}", CAPABLE);
      legacy.announce("notifications/prompts/list_changed", Json.object());
      news.next();

      list(other, all, caller, "{}", CAPABLE);

      assertThat(legacy.hits("prompts/list")).isEqualTo(2);
      news.leave();
    }
  }
}
