package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.Guarded;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestSignerTest {
  private static final byte[] CONTENT = Guarded.call().getBytes(UTF_8);
  private static final RequestMessage CALL =
      new RequestMessage(
          "POST",
          SignedRequest.TARGET,
          name -> name.equals("authorization") ? List.of(SignedRequest.TOKEN) : List.of(),
          CONTENT);
  private static final RequestMessage END =
      new RequestMessage("DELETE", SignedRequest.TARGET, name -> List.of(), new byte[0]);

  @Test
  void theInputNamesWhatIsCoveredAndHowLongItHolds() throws Exception {
    assertThat(sign(CALL).signatureInput()).isEqualTo("guard=" + SignedRequest.INPUT);
  }

  @Test
  void aRequestWithoutAuthorizationCoversNone() throws Exception {
    assertThat(sign(END).signatureInput())
        .isEqualTo("guard=" + SignedRequest.INPUT.replace(" \"authorization\"", ""));
  }

  @Test
  void aRequestWithoutContentHasTheDigestOfNothing() throws Exception {
    assertThat(sign(END).contentDigest())
        .isEqualTo("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:");
  }

  @Test
  void whatIsSignedVerifies() throws Exception {
    SignatureFields fields = sign(CALL);

    assertThat(sent(fields).verdict()).isEqualTo("accepted");
  }

  @Test
  void ed25519SignsToo() throws Exception {
    SignatureFields fields =
        new RequestSigner(Guarded.ed25519()).sign(CALL, SignedRequest.NONCE, SignedRequest.NOW);

    assertThat(sent(fields).verdict()).isEqualTo("accepted");
  }

  private static SignatureFields sign(RequestMessage request) throws Exception {
    return new RequestSigner(Guarded.es256()).sign(request, SignedRequest.NONCE, SignedRequest.NOW);
  }

  private static SignedRequest sent(SignatureFields fields) {
    return SignedRequest.call()
        .with("content-digest", fields.contentDigest())
        .with("signature-input", fields.signatureInput())
        .with("signature", fields.signature());
  }
}
