package io.mcpguard;

import static io.mcpguard.EchoingGuard.scope;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Reason;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.upstream.Answer;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A tool that was accepted, of a server that has begun anew and whose list nobody has seen since:
 * it is not called, for it may be another one now; and its callers are not told that it is gone.
 */
@Timeout(60)
class AwaitedToolTest {
  private static final String WORK = "{\"name\":\"work\",\"inputSchema\":{}}";

  private final LegacyScript upstream = LegacyScript.listing(() -> WORK);
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(upstream.url()).awaitTools("work");
  }

  @AfterEach
  void stop() {
    guard.close();
    upstream.close();
  }

  @Test
  void itsCallersAreToldThatItsServerCannotBeReachedNow() throws Exception {
    MemoryClient alice = guard.client("alice");
    guard.forgetTools();

    int code = alice.call("work", "{}").errorCode();

    assertThat(code).isEqualTo(1502);
    assertThat(upstream.received("tools/call")).isEmpty();
  }

  /** Nobody is sent to a consent page for what cannot be called then either. */
  @Test
  void whoCouldBeGrantedItIsToldTheSame() {
    try (EchoingGuard echo =
        EchoingGuard.with(scope("echo.use", "echo/echo"), scope("echo.other", "echo/other"))) {
      echo.guard().catalog().forget("echo");

      assertThat(refusal(echo, "echo.other")).isEqualTo(Reason.UPSTREAM_DOWN);
    }
  }

  /** To whom it would not be there it is not there now. */
  @Test
  void whoMayNotCallItIsNotToldThatThereIsOne() {
    PolicyRule rule = PolicyRule.permit("other", RuleMatch.anything().tools("echo/other"));
    try (EchoingGuard echo = EchoingGuard.with(List.of(scope("echo.use", "echo/*")), rule)) {
      echo.guard().catalog().forget("echo");

      assertThat(refusal(echo, "echo.use")).isEqualTo(Reason.OUT_OF_REACH);
    }
  }

  @Test
  void norIsWhoNoScopeOfReachesIt() {
    try (EchoingGuard echo = EchoingGuard.with(scope("echo.other", "echo/other"))) {
      echo.guard().catalog().forget("echo");

      assertThat(refusal(echo, "echo.other")).isEqualTo(Reason.OUT_OF_REACH);
    }
  }

  private static Reason refusal(EchoingGuard echo, String scope) {
    return ((Answer.Denied) echo.answer(EchoingGuard.call("echo", "{}"), scope)).denial().reason();
  }

  @Test
  void aToolThatNobodyAcceptedIsNotThere() throws Exception {
    MemoryClient alice = guard.client("alice");
    guard.forgetTools();

    assertThat(alice.call("absent", "{}").errorCode()).isEqualTo(-32602);
  }
}
