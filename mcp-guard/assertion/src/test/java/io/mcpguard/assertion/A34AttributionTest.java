package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attack A34: a call of which nobody can say who caused it. */
class A34AttributionTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"sub\":\"alice\"",
        "\"sub\":\"spiffe://example.internal/agent/k3Vb/01\"",
        "\"txn\":",
        "\"req_wl\":",
        "\"server\":",
        "\"method\":",
        "\"run\":",
        "\"root\":",
        "\"kind\":",
        "\"decision\":",
        "\"id\":",
        "\"policy\":",
        "\"agent\":",
        "\"assurance\":"
      })
  void aTokenThatLacksAPartOfItsAttributionIsRefused(String member) {
    String renamed = "\"x" + member.substring(1);
    String token = Tokens.withClaims(claims -> claims.replaceFirst(member, renamed));

    assertThatThrownBy(() -> Fixture.admit(Fixture.verifier(), token, Fixture.PAY))
        .isInstanceOfSatisfying(
            AssertionRejected.class,
            rejected ->
                assertThat(rejected.reason()).isEqualTo(AssertionRejected.Reason.BAD_CLAIM));
  }

  @Test
  void anAdmittedCallNamesUserAgentScopeAndTransaction() throws AssertionRejected {
    Admission admission =
        Fixture.admit(Fixture.verifier(), Fixture.token(Fixture.PAY), Fixture.PAY);

    ToolCallAssertion call = ((Admission.Asserted) admission).call();
    assertThat(call.user()).hasValue("alice");
    assertThat(call.agent()).isEqualTo("spiffe://example.internal/agent/k3Vb/01");
    assertThat(call.scope()).containsExactly("payments.write");
    assertThat(call.labels()).containsExactly("private");
    assertThat(call.txn()).isEqualTo(Fixture.TXN);
    assertThat(call.method()).isEqualTo("tools/call");
    assertThat(call.name()).isEqualTo("pay_invoice");
    assertThat(call.claims().context().decision().policy()).startsWith("sha256:");
  }

  @Test
  void anAutonomousRunNamesTheAgentAndNoUser() throws AssertionRejected {
    String token = Tokens.withClaims(claims -> claims.replaceAll("\"act\":\\{[^}]*\\},", ""));

    Admission admission = Fixture.admit(Fixture.verifier(), token, Fixture.PAY);

    ToolCallAssertion call = ((Admission.Asserted) admission).call();
    assertThat(call.user()).isEmpty();
    assertThat(call.agent()).isEqualTo("alice");
  }
}
