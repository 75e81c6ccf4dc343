package io.mcpguard;

import static io.mcpguard.EchoingGuard.call;
import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.exchange.Reason;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.ratelimit.QuotaRule.Per;
import io.mcpguard.upstream.Answer;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Contracts §2: a decision record "for every refusal of an authenticated caller". */
class RefusalRecordsTest {
  private static final String LEVEL =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"info\"}}";

  private EchoingGuard guard = EchoingGuard.with(scope("echo.use", "echo/echo"));

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void aSessionThatIsNotThere() {
    var caller = guard.caller("echo.use");

    guard.guard().session(caller, guard.upstream(), "no-such-session", "2025-11-25");

    assertThat(reason()).isEqualTo("unknown_session");
  }

  @Test
  void aRevisionThatIsNotSpoken() {
    var caller = guard.caller("echo.use");

    guard.guard().session(caller, guard.upstream(), guard.session(caller).id(), "1999-01-01");

    assertThat(reason()).isEqualTo("unsupported_version");
  }

  @Test
  void aBatchInARevisionWithoutBatches() {
    guard.answer("[" + call("echo", "{}") + "]", "echo.use");

    assertThat(reason()).isEqualTo("invalid_request");
  }

  @Test
  void anInitializeThatTheUpstreamDoesNotAnswer() {
    var caller = guard.caller("echo.use");
    guard.tools().failingWith(500);

    guard.open(caller, "2025-11-25");

    assertThat(guard.decision().string("method")).contains("initialize");
  }

  @Test
  void anAnswerToWhatWasNotAsked() {
    guard.answer("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}", "echo.use");

    assertThat(reason()).isEqualTo("invalid_request");
  }

  @Test
  void aListThatTheUpstreamDoesNotAnswer() {
    var caller = guard.caller("echo.use");
    var session = guard.session(caller);
    guard.tools().failingWith(500);

    guard.answer("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}", caller, session);

    assertThat(guard.decision().string("method")).contains("tools/list");
  }

  @Test
  void aFailureBeforeTheDecisionIsRecordedAsOne() {
    var caller = guard.caller("echo.use");
    var session = guard.session(caller);
    guard.breakPins();

    var answer = (Answer.Denied) guard.answer(call("echo", "{}"), caller, session);

    assertThat(answer.denial().reason()).isEqualTo(Reason.INTERNAL);
    assertThat(reason()).isEqualTo("internal");
  }

  @Test
  void aFailureBetweenDecisionAndCallEndsTheCallAsRefused() {
    var caller = guard.caller("echo.use");
    var session = guard.session(caller);
    guard.breakSigner();

    var answer = (Answer.Denied) guard.answer(call("echo", "{}"), caller, session);

    assertThat(answer.denial().reason()).isEqualTo(Reason.INTERNAL);
    assertThat(guard.open()).isZero();
    assertThat(guard.outcomes())
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.string("status")).contains("refused"));
    assertThat(guard.tools().hits()).isZero();
  }

  @Test
  void aCallThatWaitedTooLongIsRefusedWithoutALogin() {
    var caller = guard.caller("echo.use");
    var session = guard.session(caller);
    guard.hurry();

    var answer = (Answer.Denied) guard.answer(call("echo", "{}"), caller, session);

    assertThat(answer.denial().reason()).isEqualTo(Reason.BUSY);
    assertThat(guard.outcomes())
        .singleElement()
        .satisfies(leaf -> assertThat(leaf.string("status")).contains("refused"));
    assertThat(guard.tools().hits()).isZero();
  }

  @Test
  void aCallThatPolicyRefusesNamesPolicyAndRule() {
    guard.close();
    guard =
        EchoingGuard.with(
            List.of(scope("echo.use", "echo/echo")),
            PolicyRule.permit("yes", RuleMatch.anything()),
            PolicyRule.forbid("no", RuleMatch.anything().tools("echo/echo")).when("args.s > 5"));

    guard.answer(call("echo", "{\"s\":6}"), "echo.use");

    JsonObject policy = guard.decision().object("policy").orElseThrow();
    assertThat(policy.string("digest").orElse("")).startsWith("sha256:");
    assertThat(policy.string("rule")).contains("no");
  }

  @Test
  void aCallThatAQuotaRefusesNamesThePolicyThatPermittedIt() {
    guard.close();
    guard =
        EchoingGuard.with(
            scope("echo.use", "echo/echo"),
            QuotaRule.of("q", EnumSet.of(Per.AGENT), 1, Duration.ofMinutes(1)));
    guard.answer(call("echo", "{}"), "echo.use");

    guard.answer(call("echo", "{}"), "echo.use");

    assertThat(reason()).isEqualTo("quota_exceeded");
    assertThat(guard.decision().object("policy").orElseThrow().string("rule"))
        .contains("whatever-scopes-cover");
  }

  /** It is no call, and yet every one of them costs the upstream and the store something. */
  @Test
  void aLogLevelCountsTowardsTheQuotaOfAllCalls() {
    guard.close();
    guard =
        EchoingGuard.with(
            scope("echo.use", "echo/echo"),
            QuotaRule.of("q", EnumSet.of(Per.AGENT), 1, Duration.ofMinutes(1)));
    guard.answer(LEVEL, "echo.use");

    guard.answer(LEVEL, "echo.use");

    assertThat(reason()).isEqualTo("quota_exceeded");
    assertThat(guard.decision().string("method")).contains("logging/setLevel");
  }

  @Test
  void aRefusedCallOfAToolNamesItsDefinition() {
    guard.answer(call("echo", "{}"), "none");

    assertThat(guard.decision().string("tool_digest").orElse("")).startsWith("sha256:");
  }

  @Test
  void labelsAreThereAndEmptyUntilThereAreAny() {
    guard.answer(call("echo", "{}"), "echo.use");

    JsonObject before = guard.decision().object("labels").orElseThrow();
    assertThat(before.array("before").map(JsonArray::values)).contains(List.of());
    assertThat(before.array("reserved").map(JsonArray::values)).contains(List.of());
    JsonObject after = guard.outcomes().getFirst().object("labels").orElseThrow();
    assertThat(after.array("after").map(JsonArray::values)).contains(List.of());
  }

  private String reason() {
    return guard
        .decision()
        .member("reason")
        .filter(JsonString.class::isInstance)
        .map(value -> ((JsonString) value).value())
        .orElse("");
  }
}
