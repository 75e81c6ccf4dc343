package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.assertion.AssertionRejected.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AssertionGateTest {
  private static final byte[] LIST =
      "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}".getBytes(UTF_8);

  private final AtomicLong time = new AtomicLong();
  private final List<Verdict> verdicts = new ArrayList<>();
  private final List<Long> took = new ArrayList<>();

  @Test
  void anEnforcingGateRefuses() {
    AssertionGate gate = told(AssertionGate.enforcing(Fixture.verifier()));

    assertThatThrownBy(() -> gate.admit(List.of(), pay())).isInstanceOf(AssertionRejected.class);
    assertThat(verdicts).containsExactly(new Verdict.Refused(Reason.NO_TOKEN));
  }

  @Test
  void anObservingGateLetsThroughWithoutAUserAndSaysWhy() throws AssertionRejected {
    AssertionGate gate = told(AssertionGate.observing(Fixture.verifier()));

    Admission admission = gate.admit(List.of(), pay());

    assertThat(admission).isEqualTo(new Admission.Observed(Reason.NO_TOKEN));
    assertThat(verdicts).containsExactly(new Verdict.WouldRefuse(Reason.NO_TOKEN));
  }

  @Test
  void anObservingGateStillGivesTheUserOfAnAssertedCall() throws AssertionRejected {
    AssertionGate gate = told(AssertionGate.observing(Fixture.verifier()));

    assertThat(gate.admit(token(), pay())).isInstanceOf(Admission.Asserted.class);
    assertThat(verdicts).containsExactly(new Verdict.Asserted());
  }

  @Test
  void anObservingGateGivesTheUserOfATokenOnce() throws AssertionRejected {
    AssertionGate gate = AssertionGate.observing(Fixture.verifier());
    gate.admit(token(), pay());

    assertThat(gate.admit(token(), pay())).isEqualTo(new Admission.Observed(Reason.REPLAYED));
  }

  @Test
  void aMessageWithoutUserIsToldAsOne() throws AssertionRejected {
    AssertionGate gate = told(AssertionGate.enforcing(Fixture.verifier()));

    gate.admit(List.of(), LIST);

    assertThat(verdicts).containsExactly(new Verdict.WithoutUser());
  }

  @Test
  void aHookLearnsHowLongItTook() throws AssertionRejected {
    AssertionGate gate =
        told(AssertionGate.enforcing(Fixture.verifier())).timedBy(() -> time.getAndAdd(70));

    gate.admit(token(), pay());

    assertThat(took).containsExactly(70L);
  }

  @Test
  void aHookThatFailsChangesNoVerdict() throws AssertionRejected {
    AssertionGate gate =
        AssertionGate.enforcing(Fixture.verifier())
            .telling((verdict, nanoseconds) -> {
              throw new IllegalStateException("no room for a metric");
            });

    assertThat(gate.admit(token(), pay())).isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void anObservingGateSaysSoWhenItStarts() {
    assertThat(logged(() -> AssertionGate.observing(Fixture.verifier())))
        .singleElement()
        .asString()
        .contains("OBSERVES");
  }

  @Test
  void anEnforcingGateHasNothingToSay() {
    assertThat(logged(() -> AssertionGate.enforcing(Fixture.verifier()).admit(List.of(), LIST)))
        .isEmpty();
  }

  /** Who floods the server does not flood its log. */
  @Test
  void anObservingGateSaysOnceForEachReasonWhatItWouldRefuse() {
    AssertionGate gate = AssertionGate.observing(Fixture.verifier());

    List<String> said =
        logged(() -> {
          gate.admit(List.of(), pay());
          gate.admit(List.of(), pay());
          gate.admit(List.of(), "no JSON".getBytes(UTF_8));
        });

    assertThat(said).hasSize(2);
    assertThat(said.get(0)).contains(Reason.NO_TOKEN.code());
    assertThat(said.get(1)).contains(Reason.MALFORMED_BODY.code());
  }

  private static List<String> logged(ThrowingCallable action) {
    List<String> said = new ArrayList<>();
    Handler listener =
        new Handler() {
          @Override
          public void publish(LogRecord message) {
            said.add(new SimpleFormatter().formatMessage(message));
          }

          @Override
          public void flush() {
            // Nothing is held back.
          }

          @Override
          public void close() {
            // Nothing is held.
          }
        };
    Logger log = Logger.getLogger(AssertionGate.class.getName());
    log.addHandler(listener);
    try {
      assertThatCode(action).doesNotThrowAnyException();
    } finally {
      log.removeHandler(listener);
    }
    return said;
  }

  private AssertionGate told(AssertionGate gate) {
    return gate.telling((verdict, nanoseconds) -> {
      verdicts.add(verdict);
      took.add(nanoseconds);
    });
  }

  private static byte[] pay() {
    return Fixture.PAY.getBytes(UTF_8);
  }

  private static List<RawAssertion> token() {
    return List.of(new RawAssertion(Fixture.token(Fixture.PAY)));
  }
}
