package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mcpguard.assertion.Admission.Asserted;
import io.mcpguard.assertion.Admission.WithoutUser;
import io.mcpguard.assertion.AssertionClaims.Actor;
import io.mcpguard.assertion.AssertionClaims.Call;
import io.mcpguard.assertion.AssertionClaims.Context;
import io.mcpguard.assertion.AssertionClaims.Login;
import io.mcpguard.assertion.AssertionRejected.Reason;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AssertionVerifierTest {
  @Test
  void anAssertedCallIsAdmittedWithItsUserAndAgent() throws AssertionRejected {
    Admission admission =
        Fixture.admit(Fixture.verifier(), Fixture.token(Fixture.PAY), Fixture.PAY);

    ToolCallAssertion call = ((Asserted) admission).call();
    assertThat(call.user()).contains("alice");
    assertThat(call.agent()).isEqualTo("spiffe://example.internal/agent/k3Vb/01");
    assertThat(call.scope()).containsExactly("payments.write");
    assertThat(call.name()).isEqualTo("pay_invoice");
    assertThat(call.labels()).containsExactly("private");
  }

  @Test
  void whatTheIssuerWritesTheVerifierReads() throws AssertionRejected {
    AssertionClaims claims = Fixture.claims(Fixture.call(Fixture.PAY));

    VerifiedAssertion verified = Fixture.verifier().verify(new RawAssertion(Fixture.issue(claims)));

    assertThat(verified.claims()).isEqualTo(claims);
  }

  /** Two actors, two scopes, two methods, two labels: what is a list is written as one. */
  @Test
  void everyClaimThatIsSetIsRead() throws AssertionRejected {
    AssertionClaims claims = everything();

    VerifiedAssertion verified = Fixture.verifier().verify(new RawAssertion(Fixture.issue(claims)));

    assertThat(verified.claims()).isEqualTo(claims);
  }

  @Test
  void whatIsNotKnownIsNotWritten() {
    String all = Tokens.claims(Fixture.issue(everything()));
    String some = Tokens.claims(Fixture.token(Fixture.PAY));

    assertThat(all)
        .contains("\"authn\":{\"acr\":\"urn:mfa\",\"amr\":[\"pwd\",\"otp\"],\"auth_time\":1}")
        .contains("\"parent\":", "\"approval\":", "\"traceparent\":");
    assertThat(some)
        .contains("\"authn\":{}")
        .doesNotContain("\"parent\":", "\"approval\":", "\"traceparent\":");
  }

  private static AssertionClaims everything() {
    AssertionClaims usual = Fixture.claims(Fixture.call(Fixture.PAY));
    Call call = usual.call();
    return new AssertionClaims(
        usual.issuer(),
        usual.trustDomain(),
        usual.issuedAt(),
        usual.expiresAt(),
        usual.txn(),
        usual.subject(),
        List.of(new Actor("https://a.example", "a"), new Actor("https://b.example", "b")),
        List.of("payments.read", "payments.write"),
        usual.workload(),
        new Call(
            call.server(),
            call.method(),
            call.name(),
            call.paramsDigest(),
            call.argumentsDigest(),
            call.toolDigest(),
            call.protocolVersion(),
            call.run(),
            "parent",
            call.rootKind(),
            "approval"),
        new Context(
            usual.context().decision(),
            new Login("urn:mfa", List.of("pwd", "otp"), 1),
            usual.context().agent(),
            List.of("private", "untrusted"),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iss", "aud", "sub", "req_wl", "method", "pv", "run", "policy", "kind"})
  void aClaimThatSaysNothingIsRefused(String claim) {
    String member = "\"" + claim + "\":";
    String token =
        Tokens.withClaims(claims -> claims.replaceFirst(member + "\"[^\"]+\"", member + "\"\""));

    assertThat(refusal(token)).isEqualTo(Reason.BAD_CLAIM);
  }

  @Test
  void aTokenOf8192CharactersIsTaken() throws AssertionRejected {
    // White space, for not every length can be had with the usual header.
    String token = tokenOf(8192, Tokens.HEADER.replace(",", ", "));

    assertThat(Fixture.admit(Fixture.verifier(), token, Fixture.PAY)).isInstanceOf(Asserted.class);
  }

  @Test
  void aLongerTokenIsRefused() {
    assertThat(refusal(tokenOf(8193, Tokens.HEADER))).isEqualTo(Reason.MALFORMED_TOKEN);
  }

  /** With a claim that we do not know, as long as it takes. */
  private static String tokenOf(int characters, String header) {
    String claims = Tokens.claims(Fixture.token(Fixture.PAY));
    int signature = Tokens.encode(new byte[64]).length();
    int left = characters - Tokens.encode(header.getBytes(UTF_8)).length() - 2 - signature;
    int filling = left * 3 / 4 - claims.length() - ",\"x\":\"\"".length();
    String token =
        Tokens.signed(
            header,
            claims.substring(0, claims.length() - 1) + ",\"x\":\"" + "x".repeat(filling) + "\"}");
    assertThat(token).hasSize(characters);
    return token;
  }

  private static Reason refusal(String token) {
    return catchThrowableOfType(
            AssertionRejected.class, () -> Fixture.admit(Fixture.verifier(), token, Fixture.PAY))
        .reason();
  }

  @Test
  void neitherATokenNorAKeyPrints() {
    assertThat(new RawAssertion("secret")).hasToString("RawAssertion[redacted]");
    assertThat(Fixture.es256()).hasToString("AssertionSigner[es, key redacted]");
  }

  @Test
  void anEd25519KeyIsTaken() throws AssertionRejected, GeneralSecurityException {
    AssertionClaims claims = Fixture.claims(Fixture.call(Fixture.PAY));
    String token = new AssertionIssuer(Fixture.ed25519()).issue(claims);

    assertThat(Fixture.admit(Fixture.verifier(), token, Fixture.PAY)).isInstanceOf(Asserted.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'jsonrpc':'2.0','id':1,'method':'initialize','params':{}}",
        "{'jsonrpc':'2.0','id':1,'method':'ping'}",
        "{'jsonrpc':'2.0','id':1,'result':{}}",
        "{'jsonrpc':'2.0','id':1,'method':'server/discover'}",
        "{'jsonrpc':'2.0','id':1,'method':'logging/setLevel','params':{'level':'info'}}",
        "{'jsonrpc':'2.0','id':1,'method':'tools/list'}",
        "{'jsonrpc':'2.0','method':'notifications/initialized'}",
      })
  void whatCarriesNoUserPassesWithoutAnAssertion(String message) throws AssertionRejected {
    Admission admission =
        Fixture.verifier().admit(List.of(), message.replace('\'', '"').getBytes(UTF_8));

    assertThat(admission).isInstanceOf(WithoutUser.class);
  }
}
