package io.mcpguard;

import static io.mcpguard.EchoingGuard.call;
import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Cure;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.upstream.Answer;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Contracts §5: policy decides with what is held "and, where scope is missing, once more with held
 * ∪ (missing ∩ grantable): only if that permits is the answer a step-up".
 */
class StepUpTest {
  private EchoingGuard guard;

  @AfterEach
  void stop() {
    guard.close();
  }

  @Test
  void aScopeThatWouldPermitTheseArgumentsIsNamed() {
    guard = guard(permit("b.use").when("args.s < 5"));

    assertThat(denial("{\"s\":4}", "a.other").cure()).isEqualTo(needs("b.use"));
  }

  @Test
  void aScopeThatWouldNotPermitTheseArgumentsIsNotAskedFor() {
    guard = guard(permit("b.use").when("args.s < 5"));

    Denial denial = denial("{\"s\":5}", "a.other");

    assertThat(denial.reason()).isEqualTo(Reason.POLICY_DENIED);
    assertThat(denial.cure()).isEqualTo(new Cure.None());
  }

  @Test
  void whereTheHeldScopePermitsOtherArgumentsOnlyAnotherScopeIsNamed() {
    guard = guard(permit("a.use").when("args.s < 5"), permit("b.use"));

    assertThat(denial("{\"s\":100}", "a.use").cure()).isEqualTo(needs("a.use", "b.use"));
  }

  @Test
  void aScopeThatOnlyARuleAsksForIsNamed() {
    guard =
        EchoingGuard.with(
            List.of(scope("a.use", "echo/echo"), scope("b.use", "echo/other")), permit("b.use"));

    assertThat(denial("{}", "a.use").cure()).isEqualTo(needs("a.use", "b.use"));
  }

  @Test
  void aHeldScopeThatARuleAsksForIsNamedBesideTheOneThatCovers() {
    guard =
        EchoingGuard.with(
            List.of(
                scope("a.use", "echo/echo"),
                scope("b.use", "echo/other"),
                scope("a.other", "echo/other")),
            permit("b.use"));

    assertThat(denial("{}", "b.use", "a.other").cure()).isEqualTo(needs("a.use", "b.use"));
  }

  @Test
  void whoAsksForExactlyTheScopesNamedGetsTheCallThrough() {
    guard =
        EchoingGuard.with(
            List.of(scope("a.use", "echo/echo"), scope("b.use", "echo/other")), permit("b.use"));
    Cure.Scope named = (Cure.Scope) denial("{}", "a.use").cure();

    Answer answer = guard.answer(call("echo", "{}"), named.needed().toArray(new String[0]));

    assertThat(answer).isInstanceOf(Answer.Message.class);
  }

  // Contracts §3: "every scope the call needs in one challenge".
  @Test
  void scopesThatTheCallAndARuleAskForAreNamedTogether() {
    guard =
        EchoingGuard.with(
            List.of(
                scope("a.use", "echo/echo"),
                scope("b.use", "echo/other"),
                scope("a.other", "echo/other")),
            permit("b.use"));

    assertThat(denial("{}", "a.other").cure()).isEqualTo(needs("a.use", "b.use"));
  }

  @Test
  void aScopeIsNotNamedWhenMoreOfItBringsAForbiddingRule() {
    guard =
        guard(
            permit("b.use"),
            PolicyRule.forbid("no", RuleMatch.anything().scopes("b.use").tools("echo/echo")));

    assertThat(denial("{}", "a.other").reason()).isEqualTo(Reason.OUT_OF_REACH);
  }

  @Test
  void aToolThatIsListedIsNotDenied() {
    guard = guard(permit("a.use"));

    assertThat(guard.answer(call("echo", "{}"), "a.use")).isInstanceOf(Answer.Message.class);
  }

  /** {@code a.use} and {@code b.use} cover the tool, {@code a.other} covers another one. */
  private static EchoingGuard guard(PolicyRule... rules) {
    return EchoingGuard.with(
        List.of(
            scope("a.use", "echo/echo"),
            scope("b.use", "echo/echo"),
            scope("a.other", "echo/other")),
        rules);
  }

  private static PolicyRule permit(String scope) {
    return PolicyRule.permit(scope, RuleMatch.anything().scopes(scope).tools("echo/echo"));
  }

  private Denial denial(String arguments, String... scopes) {
    return ((Answer.Denied) guard.answer(call("echo", arguments), scopes)).denial();
  }

  private static Cure needs(String... scopes) {
    return new Cure.Scope(Set.of(scopes));
  }
}
