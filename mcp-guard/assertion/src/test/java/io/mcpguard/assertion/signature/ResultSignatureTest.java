package io.mcpguard.assertion.signature;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.assertion.Guarded;
import io.mcpguard.assertion.json.Digests;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultSignatureTest {
  private static final byte[] CONTENT = SignedResult.RESULT.getBytes(UTF_8);
  private static final HttpFields TOKEN =
      name -> name.equals("txn-token") ? List.of(SignedResult.TOKEN) : List.of();

  @Test
  void aSignedResultIsVerified() throws Exception {
    ResultSignature signature = SignedResult.ofCall().verified();

    assertThat(signature.keyId()).isEqualTo("ed");
    assertThat(signature.contentDigest()).isEqualTo(Digests.ofBytes(CONTENT));
    assertThat(signature.input()).isEqualTo(SignedResult.INPUT);
    assertThat(signature.signature()).hasSize(88);
  }

  @Test
  void whatTheSignerSignsVerifies() throws Exception {
    assertThat(sent(sign(TOKEN)).verdict()).isEqualTo("accepted");
  }

  @Test
  void theSignerNamesWhatIsCovered() throws Exception {
    assertThat(sign(TOKEN).signatureInput()).isEqualTo("result=" + SignedResult.INPUT);
  }

  /** "\"signature\";req;key=\"sig1\"": RFC 9421 §2.4. */
  @Test
  void aResultOfASignedRequestIsBoundToItsSignature() throws Exception {
    HttpFields request = SignedRequest.call()::lines;
    SignatureFields fields = sign(request);

    assertThat(fields.signatureInput()).contains("\"signature\";req;key=\"guard\")");
    assertThat(sent(fields).of(request).verdict()).isEqualTo("accepted");
  }

  @Test
  void theSignedRequestsOwnTextIsWhatIsCovered() {
    SignedResult result =
        SignedResult.ofCall()
            .of(SignedRequest.call()::lines)
            .signed(
                SignedResult.INPUT.replace("\"txn-token\";req", "\"signature\";req;key=\"guard\""));

    assertThat(result.verdict()).isEqualTo("accepted");
  }

  @Test
  void aRequestThatNothingTellsFromOthersBindsNothing() {
    assertThat(RequestBinding.of(name -> List.of())).isEmpty();
  }

  @Test
  void aRequestWithTwoTokensBindsNothing() {
    assertThat(RequestBinding.of(name -> name.equals("txn-token") ? List.of("a", "b") : List.of()))
        .isEmpty();
  }

  /** Whoever signs and whoever verifies could each have taken another of them. */
  @Test
  void aRequestWithATokenAndASignatureBindsNothing() {
    assertThat(RequestBinding.of(tokenBeside(SignedRequest.call()::lines))).isEmpty();
  }

  @Test
  void aRequestWithATokenAndASignatureThatCannotBeReadBindsNothing() {
    assertThat(
            RequestBinding.of(
                tokenBeside(name -> name.equals("signature-input") ? List.of("(") : List.of())))
        .isEmpty();
  }

  /** Others may sign the same message (RFC 9421 §4.3). */
  @Test
  void anothersSignatureBesideATokenIsNoneOfTheGuards() {
    HttpFields others =
        name ->
            name.equals("signature-input")
                ? List.of("proxy=(\"@method\");tag=\"proxy\"")
                : name.equals("signature") ? List.of("proxy=:AA==:") : List.of();

    assertThat(RequestBinding.of(tokenBeside(others)).orElseThrow().value())
        .isEqualTo(SignedResult.TOKEN);
  }

  private static HttpFields tokenBeside(HttpFields others) {
    return name -> name.equals("txn-token") ? List.of(SignedResult.TOKEN) : others.lines(name);
  }

  @Test
  void anAlteredResultIsFound() {
    assertThat(SignedResult.ofCall().content("{\"paid\":false}").verdict())
        .isEqualTo("content_altered");
  }

  @Test
  void anAlteredResultWithItsDigestIsFound() {
    assertThat(SignedResult.ofCall().content("{\"paid\":false}").digested().verdict())
        .isEqualTo("bad_signature");
  }

  @Test
  void anotherStatusIsFound() {
    assertThat(SignedResult.ofCall().status(400).verdict()).isEqualTo("bad_signature");
  }

  @Test
  void theResultOfAnotherCallIsFound() {
    HttpFields other = name -> name.equals("txn-token") ? List.of("e30.e30.other") : List.of();

    assertThat(SignedResult.ofCall().of(other).verdict()).isEqualTo("bad_signature");
  }

  @Test
  void aResultBoundToATokenAnswersNoSignedRequest() {
    assertThat(SignedResult.ofCall().of(SignedRequest.call()::lines).verdict())
        .isEqualTo("wrong_components");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"@status\" ", "\"content-digest\" ", " \"txn-token\";req", ";req"})
  void aSignatureOfLessIsRefused(String component) {
    assertThat(SignedResult.ofCall().signed(SignedResult.INPUT.replace(component, "")).verdict())
        .isEqualTo("wrong_components");
  }

  @ParameterizedTest
  @ValueSource(strings = {";created=1795435200", ";keyid=\"ed\""})
  void aSignatureWithoutAParameterIsRefused(String parameter) {
    assertThat(SignedResult.ofCall().signed(SignedResult.INPUT.replace(parameter, "")).verdict())
        .isEqualTo("bad_parameter");
  }

  @ParameterizedTest
  @ValueSource(strings = {"expires=1795435230", "nonce=\"x\"", "x"})
  void aParameterOfNoMeaningHereIsRefused(String parameter) {
    assertThat(SignedResult.ofCall().signed(SignedResult.INPUT + ";" + parameter).verdict())
        .isEqualTo("bad_parameter");
  }

  @Test
  void anUnknownKeyIsRefused() {
    assertThat(SignedResult.ofCall().signed(SignedResult.INPUT.replace("ed\"", "x\"")).verdict())
        .isEqualTo("unknown_key");
  }

  @Test
  void anUnsignedResultIsToldFromAWrongOne() {
    assertThat(SignedResult.ofCall().with("signature-input").verdict()).isEqualTo("no_signature");
  }

  @Test
  void aRequestsSignatureIsNoResults() {
    String input = SignedResult.INPUT.replace("mcp-guard-result", "mcp-guard-request");

    assertThat(SignedResult.ofCall().signed(input).verdict()).isEqualTo("no_signature");
  }

  @Test
  void aKeyIdOfSixtyFourCharactersIsLookedFor() {
    assertThat(underKey("k".repeat(64)).verdict()).isEqualTo("unknown_key");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "\\\"", "\\\\"})
  void aKeyIdThatARecordWouldHaveToEscapeIsRefused(String keyId) {
    assertThat(underKey(keyId).verdict()).isEqualTo("bad_parameter");
  }

  @Test
  void aKeyIdThatIsLongerThanARecordTakesIsRefused() {
    assertThat(underKey("k".repeat(65)).verdict()).isEqualTo("bad_parameter");
  }

  @Test
  void anInputThatIsLongerThanARecordTakesIsRefused() {
    String input = SignedResult.INPUT + ";alg=\"" + "a".repeat(130) + "\"";

    assertThat(SignedResult.ofCall().signed(input).verdict()).isEqualTo("bad_parameter");
  }

  private static SignedResult underKey(String keyId) {
    return SignedResult.ofCall().signed(SignedResult.INPUT.replace("\"ed\"", "\"" + keyId + "\""));
  }

  private static SignatureFields sign(HttpFields request) throws Exception {
    return new ResultSigner(Guarded.ed25519())
        .sign(200, CONTENT, RequestBinding.of(request).orElseThrow(), SignedRequest.NOW);
  }

  private static SignedResult sent(SignatureFields fields) {
    return SignedResult.ofCall()
        .with("content-digest", fields.contentDigest())
        .with("signature-input", fields.signatureInput())
        .with("signature", fields.signature());
  }
}
