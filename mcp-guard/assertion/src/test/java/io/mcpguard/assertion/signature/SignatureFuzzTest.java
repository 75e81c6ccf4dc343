package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.code_intelligence.jazzer.junit.FuzzTest;

class SignatureFuzzTest {
  /** Fields that are not the guard's never admit a request, and are never repeated. */
  @FuzzTest
  void inputs(byte[] line) {
    SignedRequest request = SignedRequest.call().with("signature-input", text(line));

    assertThat(refusal(request)).isInstanceOf(SignatureRejected.class);
  }

  /** Nor do signatures that are not. */
  @FuzzTest
  void signatures(byte[] line) {
    SignedRequest request = SignedRequest.call().with("signature", text(line));

    assertThat(refusal(request)).isInstanceOf(SignatureRejected.class);
  }

  /**
   * Components and parameters of whatever kind under a good signature are refused, not thrown at.
   */
  @FuzzTest
  void signedParameters(byte[] parameters) {
    SignedRequest request =
        SignedRequest.call().signed(SignedRequest.COMPONENTS + text(parameters)).content("{}");

    assertThat(refusal(request)).isInstanceOf(SignatureRejected.class);
  }

  /** A digest of whatever form under a good signature covers no other content. */
  @FuzzTest
  void digests(byte[] digest) {
    SignedRequest request =
        SignedRequest.call()
            .with("content-digest", text(digest))
            .signed(SignedRequest.INPUT)
            .content("{}");

    assertThat(refusal(request)).isInstanceOf(SignatureRejected.class);
  }

  /** Nor does a result pass by fields that its server did not sign. */
  @FuzzTest
  void results(byte[] parameters) {
    SignedResult result =
        SignedResult.ofCall()
            .signed("(\"@status\" \"content-digest\" \"txn-token\";req)" + text(parameters))
            .content("{}");

    assertThat(catchThrowable(result::verified)).isInstanceOf(SignatureRejected.class);
  }

  private static Throwable refusal(SignedRequest request) {
    RequestVerifier verifier = SignedRequest.verifier(SignedRequest.CLOCK);
    return catchThrowable(() -> verifier.admit(request.message()));
  }

  private static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
