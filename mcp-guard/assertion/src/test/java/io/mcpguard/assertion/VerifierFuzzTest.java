package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;

class VerifierFuzzTest {
  /** Text that is not a token of the guard never admits a call, and is never repeated. */
  @FuzzTest
  void tokens(byte[] text) {
    RawAssertion token = new RawAssertion(new String(text, UTF_8));

    Throwable refusal =
        catchThrowable(() -> Fixture.verifier().admit(List.of(token), Fixture.PAY.getBytes(UTF_8)));

    assertThat(refusal).isInstanceOf(AssertionRejected.class);
  }

  /** Headers and claims of whatever kind under a good signature are refused, not thrown at. */
  @FuzzTest
  void claims(byte[] json) {
    RawAssertion token = new RawAssertion(Tokens.signed(Tokens.HEADER, new String(json, UTF_8)));

    Throwable refusal =
        catchThrowable(() -> Fixture.verifier().admit(List.of(token), Fixture.PAY.getBytes(UTF_8)));

    assertThat(refusal).isInstanceOf(AssertionRejected.class);
  }

  /** A message that is not the asserted one is refused, whatever its bytes. */
  @FuzzTest
  void bodies(byte[] body) {
    List<RawAssertion> token = List.of(new RawAssertion(Fixture.token(Fixture.PAY)));

    Throwable refusal = catchThrowable(() -> Fixture.verifier().admit(token, body));

    assertThat(refusal).isInstanceOf(AssertionRejected.class);
  }

  /** Nor is an answer that is not the asserted one: here the digest covers another member. */
  @FuzzTest
  void answers(byte[] body) {
    List<RawAssertion> token = List.of(new RawAssertion(Fixture.token(Fixture.DECLINED)));

    Throwable refusal = catchThrowable(() -> Fixture.verifier().admit(token, body));

    assertThat(refusal).isInstanceOf(AssertionRejected.class);
  }
}
