package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.jose.ProofVerdict.Fault;
import io.mcpguard.jose.ProofVerdict.Rejected;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.MovableClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each check of RFC 9449 §4.3, in its order: a good proof with one thing spoiled. */
class ProofVerifierTest {
  private static final String FILES = "https://guard.example/mcp/files";
  private static final String TOKEN = "an-access-token";
  private static final String STANDARD =
      "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNo"
          + "UklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5"
          + "VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9T"
          + "VCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6"
          + "T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

  private final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
  private final DpopNonces nonces = new DpopNonces(new SecureRandom(), clock);
  private final ProofVerifier verifier =
      new ProofVerifier(Providers.fastest(new SecureRandom()), nonces, clock);
  private final DpopKey key = DpopKey.p256();
  private final DpopKey.Draft draft =
      key.proof("POST", FILES, clock.instant()).nonce(nonces.current()).token(TOKEN);

  @Test
  void aGoodProofSaysWhichKeyItsSenderHolds() {
    assertThat(verify(draft.sign()))
        .isInstanceOfSatisfying(
            DpopProof.class, proof -> assertThat(proof.thumbprint()).isEqualTo(key.thumbprint()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"EdDSA", "Ed25519"})
  void soDoesOneOfAnEd25519Key(String algorithm) {
    DpopKey other = DpopKey.ed25519();
    DpopKey.Draft proof =
        other.proof("POST", FILES, clock.instant()).nonce(nonces.current()).token(TOKEN);
    proof.header().put("alg", algorithm);

    assertThat(verify(proof.sign()))
        .isInstanceOfSatisfying(
            DpopProof.class, good -> assertThat(good.thumbprint()).isEqualTo(other.thumbprint()));
  }

  // RFC 9449 §4.1, figure 2, and §6.1: made by others; all of it holds but for our nonce.
  @Test
  void theProofOfTheStandardIsGoodButForItsNonce() {
    clock.set(Instant.ofEpochSecond(1_562_262_616L));

    ProofVerdict verdict =
        verifier.verify(
            List.of(STANDARD),
            ProofTarget.tokenRequest("POST", "https://server.example.com/token"));

    assertThat(verdict).isEqualTo(new Rejected(Fault.WRONG_NONCE));
    assertThat(standardKey(STANDARD.split("\\.", -1)[0]).thumbprint())
        .isEqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
  }

  private static ProofKey standardKey(String header) {
    return CompactJws.parse(header + ".e30.AA")
        .flatMap(jws -> jws.header().object("jwk"))
        .flatMap(ProofKey::read)
        .orElseThrow();
  }

  // 1. "There is not more than one DPoP HTTP request header field."
  @Test
  void twoHeadersAreRefused() {
    String proof = draft.sign();

    assertThat(verifier.verify(List.of(proof, proof), target()))
        .isEqualTo(new Rejected(Fault.NOT_ONE));
  }

  @Test
  void noHeaderIsRefused() {
    assertThat(verifier.verify(List.of(), target())).isEqualTo(new Rejected(Fault.NOT_ONE));
  }

  // 2. "The DPoP HTTP request header field value is a single and well-formed JWT."
  @ParameterizedTest
  @ValueSource(
      strings = {"", "a", "a.b", "a.b.c", "e30.e30.", "e30.e30.AA.AA", "W10.e30.AA", "e30.W10.AA"})
  void whatIsNoJwtIsRefused(String text) {
    assertThat(verify(text)).isEqualTo(new Rejected(Fault.MALFORMED));
  }

  @Test
  void twoProofsInOneHeaderAreRefused() {
    assertThat(verify(draft.sign() + ", " + draft.sign())).isEqualTo(new Rejected(Fault.MALFORMED));
  }

  @Test
  void anOverlongProofIsRefusedUnread() {
    assertThat(verify("a".repeat(ProofVerifier.LONGEST + 1)))
        .isEqualTo(new Rejected(Fault.TOO_LONG));
  }

  // 3. "All required claims per Section 4.2 are contained in the JWT."
  @ParameterizedTest
  @ValueSource(strings = {"jti", "htm", "htu", "iat"})
  void aMissingClaimIsRefused(String claim) {
    draft.claims().remove(claim);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.MISSING_CLAIM));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jti", "htm", "htu", "iat"})
  void aClaimOfAnotherTypeIsRefused(String claim) {
    draft.claims().putArray(claim);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.MISSING_CLAIM));
  }

  @ParameterizedTest
  @CsvSource({"1, true", "256, true", "0, false", "257, false"})
  void anIdHasAtMost256Characters(int length, boolean taken) {
    draft.claims().put("jti", "j".repeat(length));

    assertThat(verify(draft.sign()) instanceof DpopProof).isEqualTo(taken);
  }

  // 4. "The typ JOSE Header Parameter has the value dpop+jwt."
  @ParameterizedTest
  @ValueSource(strings = {"", "JWT", "at+jwt", "dpop+jwt ", "application/dpop+jwt"})
  void anotherTypeIsRefused(String type) {
    draft.header().put("typ", type);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_TYPE));
  }

  @Test
  void aMissingTypeIsRefused() {
    draft.header().remove("typ");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_TYPE));
  }

  // 6. "The JWT signature verifies with the public key contained in the jwk".
  @Test
  void aSignatureOfAnotherKeyIsRefused() {
    assertThat(verify(draft.sign(DpopKey.p256()))).isEqualTo(new Rejected(Fault.BAD_SIGNATURE));
  }

  @Test
  void aProofWithoutKeyIsRefused() {
    draft.header().remove("jwk");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.BAD_KEY));
  }

  // 7. "The jwk JOSE Header Parameter does not contain a private key."
  @ParameterizedTest
  @ValueSource(strings = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
  void aPrivateMemberIsRefused(String member) {
    ((ObjectNode) draft.header().path("jwk")).put(member, "AQ");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.BAD_KEY));
  }

  // 8. "The htm claim matches the HTTP method of the current request."
  @ParameterizedTest
  @ValueSource(strings = {"GET", "post", "POST ", ""})
  void anotherMethodIsRefused(String method) {
    draft.claims().put("htm", method);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_METHOD));
  }

  // 9. "The htu claim matches the HTTP URI value", ignoring any query and fragment parts.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://guard.example/mcp/mail",
        "https://guard.example/mcp/files/",
        "https://guard.example/mcp/Files",
        "http://guard.example/mcp/files",
        "https://guard.example:8443/mcp/files",
        "https://evil.example/mcp/files",
        "https://guard.example@evil.example/mcp/files",
        "https://alice@guard.example/mcp/files",
        "https://guard.example/mcp%2Ffiles",
        "https://guard.example//evil/mcp/files",
        "https://guard.example//mcp/files",
        "https://guard.example/mcp//files",
        "https://guard.example/mcp/files/.",
        "https://guard.example/mcp/files/x/..",
        "https://guard.example",
        "//guard.example/mcp/files",
        "/mcp/files",
        "mailto:files",
        "https:///mcp/files",
        "https://guard.example/mcp/files%",
        " https://guard.example/mcp/files",
        ""
      })
  void anotherUriIsRefused(String uri) {
    draft.claims().put("htu", uri);

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_URI));
  }

  // §4.3: "servers SHOULD employ syntax-based normalization and scheme-based normalization".
  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://guard.example/mcp/files?a=b",
        "https://guard.example/mcp/files#f",
        "HTTPS://Guard.Example/mcp/files",
        "https://guard.example:443/mcp/files",
        "https://guard.example:/mcp/files",
        "https://guard.example/mcp/%66iles",
        "https://guard.example/mcp/./x/../files",
        "https://guard.example/../mcp/%2e%2e/mcp/files"
      })
  void anotherSpellingOfTheUriIsTaken(String uri) {
    draft.claims().put("htu", uri);

    assertThat(verify(draft.sign())).isInstanceOf(DpopProof.class);
  }

  // 10. "If the server provided a nonce value to the client, the nonce claim matches".
  @Test
  void aMissingNonceIsRefused() {
    draft.claims().remove("nonce");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_NONCE));
  }

  @Test
  void anInventedNonceIsRefused() {
    draft.nonce("AAAAAAAAAAAAAAAAAAAAAA");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_NONCE));
  }

  @ParameterizedTest
  @CsvSource({"300, true", "599, true", "600, false"})
  void aNonceHoldsInItsFiveMinutesAndTheNext(int seconds, boolean taken) {
    clock.move(Duration.ofSeconds(seconds));
    draft.claims().put("iat", clock.instant().getEpochSecond());

    assertThat(verify(draft.sign()) instanceof DpopProof).isEqualTo(taken);
  }

  // §8: a nonce of the process before the restart is answered by a new one.
  @Test
  void aNonceOfAnotherProcessIsRefused() {
    draft.nonce(new DpopNonces(new SecureRandom(), clock).current());

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_NONCE));
  }

  // 11. "The creation time of the JWT ... is within an acceptable window."
  @ParameterizedTest
  @CsvSource({"-61, false", "-60, true", "60, true", "61, false"})
  void aProofIsGoodForAMinuteEitherSide(int seconds, boolean taken) {
    draft.claims().put("iat", clock.instant().getEpochSecond() + seconds);

    assertThat(verify(draft.sign()) instanceof DpopProof).isEqualTo(taken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1e300", "-1e300", "9007199254740991"})
  void aTimeThatNoClockShowsIsRefused(String time) {
    draft.claims().put("iat", new java.math.BigDecimal(time));

    assertThat(verify(draft.sign())).isInstanceOf(Rejected.class);
  }

  // RFC 7519 §4.1.4: "on or after which the JWT MUST NOT be accepted for processing".
  @ParameterizedTest
  @CsvSource({"1, true", "0, false"})
  void aProofThatSaysWhenItEndsIsHeldToIt(int seconds, boolean taken) {
    draft.claims().put("exp", clock.instant().getEpochSecond() + seconds);

    assertThat(verify(draft.sign()) instanceof DpopProof).isEqualTo(taken);
  }

  @ParameterizedTest
  @ValueSource(strings = {"exp", "nbf"})
  void aTimeThatIsNoneIsRefused(String claim) {
    draft.claims().put(claim, "soon");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_TIME));
  }

  // 12. "ensure that the value of the ath claim equals the hash of that access token".
  @Test
  void theHashOfAnotherTokenIsRefused() {
    draft.token("another");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_TOKEN));
  }

  @Test
  void aMissingHashIsRefused() {
    draft.claims().remove("ath");

    assertThat(verify(draft.sign())).isEqualTo(new Rejected(Fault.WRONG_TOKEN));
  }

  @Test
  void atTheTokenEndpointNoHashIsNeeded() {
    draft.claims().remove("ath");

    assertThat(verifier.verify(List.of(draft.sign()), ProofTarget.tokenRequest("POST", FILES)))
        .isInstanceOf(DpopProof.class);
  }

  @Test
  void claimsThatNobodyKnowsAreIgnored() {
    draft.claims().put("x", 1);

    assertThat(verify(draft.sign())).isInstanceOf(DpopProof.class);
  }

  private ProofVerdict verify(String proof) {
    return verifier.verify(List.of(proof), target());
  }

  private static ProofTarget target() {
    return ProofTarget.resourceRequest("POST", FILES, TOKEN);
  }
}
