package io.mcpguard.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ratelimit.QuotaRule.Per;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final QuotaUse PAY = new QuotaUse("alice", "agent-1", "payments", "pay");

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-05-01T12:00:00Z"));

  @Test
  void aCallWithinTheLimitIsAdmitted() {
    var quotas = quotas(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));
    quotas.admit(PAY);

    assertThat(quotas.admit(PAY)).isEqualTo(new QuotaAnswer.Within());
  }

  @Test
  void aCallBeyondTheLimitIsNot() {
    var quotas = spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));

    assertThat(quotas.admit(PAY))
        .isEqualTo(
            new QuotaAnswer.Exceeded(
                "q", 2, MINUTE, Duration.ofSeconds(30), Duration.ofMinutes(1)));
  }

  @Test
  void theBudgetFillsWithTime() {
    var quotas = spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));
    now.set(now.get().plusSeconds(30));

    assertThat(quotas.admit(PAY)).isEqualTo(new QuotaAnswer.Within());
  }

  @Test
  void oneSecondBeforeTheBudgetFillsTheCallIsNotAdmitted() {
    var quotas = spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));
    now.set(now.get().plusSeconds(29));

    assertThat(quotas.admit(PAY)).isInstanceOf(QuotaAnswer.Exceeded.class);
  }

  @Test
  void anotherAgentHasABudgetOfItsOwn() {
    var quotas = spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));

    assertThat(quotas.admit(new QuotaUse("alice", "agent-2", "payments", "pay")))
        .isEqualTo(new QuotaAnswer.Within());
  }

  @Test
  void anotherUserOfTheSameAgentSharesItsBudget() {
    var quotas = spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));

    assertThat(quotas.admit(new QuotaUse("bob", "agent-1", "payments", "pay")))
        .isInstanceOf(QuotaAnswer.Exceeded.class);
  }

  @Test
  void anotherToolIsOutsideAQuotaOfThatTool() {
    var quotas =
        spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE).forTools("payments/pay"));

    assertThat(quotas.admit(new QuotaUse("alice", "agent-1", "payments", "list")))
        .isEqualTo(new QuotaAnswer.Within());
  }

  @Test
  void whatIsNoToolSharesOneBudgetOfTheServer() {
    var quotas = quotas(QuotaRule.of("q", EnumSet.of(Per.TOOL), 1, MINUTE));
    var resource = new QuotaUse("alice", "agent-1", "payments", "");
    quotas.admit(resource);

    assertThat(quotas.admit(resource)).isInstanceOf(QuotaAnswer.Exceeded.class);
  }

  @Test
  void whatIsNoToolIsOutsideAQuotaForTools() {
    var quotas = quotas(QuotaRule.of("q", EnumSet.of(Per.AGENT), 1, MINUTE).forTools("payments/*"));
    var resource = new QuotaUse("alice", "agent-1", "payments", "");
    quotas.admit(resource);

    assertThat(quotas.admit(resource)).isEqualTo(new QuotaAnswer.Within());
  }

  @Test
  void aCallThatOneQuotaRefusesIsGivenBackToTheOthers() {
    var wide = QuotaRule.of("wide", EnumSet.of(Per.USER), 3, MINUTE);
    var narrow = QuotaRule.of("narrow", EnumSet.of(Per.AGENT), 1, MINUTE);
    var quotas = quotas(wide, narrow);
    quotas.admit(PAY);
    quotas.admit(PAY);
    quotas.admit(PAY);

    assertThat(quotas.admit(new QuotaUse("alice", "agent-2", "payments", "pay")))
        .isEqualTo(new QuotaAnswer.Within());
  }

  @Test
  void theWaitIsThatOfTheSlowestQuota() {
    var quick = QuotaRule.of("quick", EnumSet.of(Per.USER), 1, Duration.ofSeconds(1));
    var slow = QuotaRule.of("slow", EnumSet.of(Per.AGENT), 1, MINUTE);
    var quotas = quotas(quick, slow);
    quotas.admit(PAY);

    assertThat(((QuotaAnswer.Exceeded) quotas.admit(PAY)).cure().seconds()).isEqualTo(60);
  }

  @Test
  void aRefusalSaysItInTheFieldsOfTheDraft() {
    var quotas = spent(QuotaRule.of("per-agent", EnumSet.of(Per.AGENT), 2, MINUTE));

    var wait = ((QuotaAnswer.Exceeded) quotas.admit(PAY)).cure();

    assertThat(List.of(wait.rateLimit(), wait.rateLimitPolicy()))
        .containsExactly("\"per-agent\";r=0;t=30", "\"per-agent\";q=2;w=60");
  }

  // RFC 9110 §10.2.3: whoever waits as long as told must not be refused again.
  @Test
  void aWaitIsRoundedUp() {
    var quotas = spent(QuotaRule.of("q", EnumSet.of(Per.AGENT), 2, MINUTE));
    now.set(now.get().plusMillis(500));

    assertThat(((QuotaAnswer.Exceeded) quotas.admit(PAY)).cure().seconds()).isEqualTo(30);
  }

  private Quotas spent(QuotaRule rule) {
    var quotas = quotas(rule);
    quotas.admit(PAY);
    quotas.admit(PAY);
    return quotas;
  }

  private Quotas quotas(QuotaRule... rules) {
    return new Quotas(List.of(rules), now::get);
  }
}
