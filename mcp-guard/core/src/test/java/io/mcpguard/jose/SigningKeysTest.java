package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.nimbusds.jose.jwk.JWKSet;
import io.mcpguard.assertion.AssertionIssuer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeysTest {
  private static final Duration OVERLAP = Duration.ofMinutes(15);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-01T12:00:00Z"));
  private final InstantSource clock = now::get;
  private final Providers providers = Providers.fastest(new SecureRandom());

  @TempDir Path directory;

  @Test
  void theSameKeySignsAfterARestart() throws Exception {
    String before = open().activeKeyId();

    assertThat(open().activeKeyId()).isEqualTo(before);
  }

  @Test
  void theKeyIdIsTheThumbprint() throws Exception {
    var key = JWKSet.parse(open().jwks()).getKeys().getFirst();

    // RFC 7638 §3
    assertThat(key.getKeyID()).isEqualTo(key.computeThumbprint().toString());
  }

  @Test
  void theKeySetHoldsNoPrivateParts() throws Exception {
    assertThat(open().jwks()).doesNotContain("\"d\"").contains("\"kid\"");
  }

  @Test
  void keyFilesAreForTheirOwnerAlone() throws Exception {
    Path file = directory.resolve(open().activeKeyId() + ".jwk");

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aNewKeyIsPublishedAtOnceAndDoesNotSign() throws Exception {
    SigningKeys keys = open();
    String first = keys.activeKeyId();
    String second = keys.rotate();
    pass(SigningKeys.AHEAD.minusSeconds(1));

    assertThat(keys.activeKeyId()).isEqualTo(first).isNotEqualTo(second);
    assertThat(keys.jwks()).contains(first, second);
    assertThat(keys.find(second)).isPresent();
  }

  @Test
  void aNewKeySignsOnceItWasPublishedForLongEnough() throws Exception {
    SigningKeys keys = open();
    String second = keys.rotate();
    pass(SigningKeys.AHEAD);

    assertThat(keys.activeKeyId()).isEqualTo(second);
  }

  @Test
  void theFirstKeySignsAtOnce() throws Exception {
    SigningKeys keys = open();

    assertThat(keys.find(keys.activeKeyId())).isPresent();
  }

  @Test
  void anEarlierKeyVerifiesUntilTheOverlapEnds() throws Exception {
    SigningKeys keys = open();
    String first = keys.activeKeyId();
    keys.rotate();
    pass(SigningKeys.AHEAD.plus(OVERLAP).minusSeconds(1));

    assertThat(keys.find(first)).isPresent();
  }

  @Test
  void anEarlierKeyIsGoneWhenTheOverlapHasEnded() throws Exception {
    SigningKeys keys = open();
    String first = keys.activeKeyId();
    keys.rotate();
    pass(SigningKeys.AHEAD.plus(OVERLAP));

    assertThat(keys.find(first)).isEmpty();
    assertThat(keys.jwks()).doesNotContain(first);
  }

  @Test
  void aRotationSurvivesARestart() throws Exception {
    SigningKeys keys = open();
    String first = keys.activeKeyId();
    String second = keys.rotate();
    SigningKeys again = open();

    assertThat(again.activeKeyId()).isEqualTo(first);
    assertThat(again.find(second)).isPresent();
    pass(SigningKeys.AHEAD);
    assertThat(again.activeKeyId()).isEqualTo(second);
    assertThat(again.find(first)).isPresent();
  }

  @Test
  void rotatedTwiceTheKeysSignOneAfterTheOther() throws Exception {
    SigningKeys keys = open();
    String second = keys.rotate();
    pass(Duration.ofMinutes(1));
    String third = keys.rotate();
    pass(SigningKeys.AHEAD.minusMinutes(1));

    assertThat(keys.activeKeyId()).isEqualTo(second);
    pass(Duration.ofMinutes(1));
    assertThat(keys.activeKeyId()).isEqualTo(third);
  }

  @Test
  void twoKeysWithoutAnEndAreHealedByEndingTheEarlier() throws Exception {
    SigningKeys keys = open();
    String first = keys.activeKeyId();
    String unended = Files.readString(directory.resolve(first + ".jwk"));
    String second = keys.rotate();
    Files.writeString(directory.resolve(first + ".jwk"), unended);
    SigningKeys again = open();

    assertThat(Files.readString(directory.resolve(first + ".jwk"))).contains("\"exp\"");
    pass(SigningKeys.AHEAD.plus(OVERLAP));
    assertThat(again.activeKeyId()).isEqualTo(second);
    assertThat(again.find(first)).isEmpty();
  }

  @Test
  void whereEveryKeyHasAnEndAnotherSignsAtOnce() throws Exception {
    SigningKeys keys = open();
    String first = keys.activeKeyId();
    Files.delete(directory.resolve(keys.rotate() + ".jwk"));
    SigningKeys again = open();

    assertThat(again.activeKeyId()).isNotEqualTo(first);
    assertThat(again.find(first)).isPresent();
  }

  @Test
  void aPublishedSetFollowsEachRotation() throws Exception {
    SigningKeys keys = open();
    Path published = directory.resolve("public.json");
    keys.publishTo(published);
    String second = keys.rotate();

    assertThat(Files.readString(published))
        .contains(keys.activeKeyId(), second)
        .doesNotContain("\"d\"");
  }

  @Test
  void ringsAreKeptApart() throws Exception {
    SigningKeys tokens = open();
    SigningKeys assertions = SigningKeys.inMemory(Duration.ofMinutes(2), clock, providers);

    assertThat(tokens.find(assertions.activeKeyId())).isEmpty();
    assertThat(SigningKeys.jwks(List.of(tokens, assertions)))
        .contains(tokens.activeKeyId(), assertions.activeKeyId());
  }

  @Test
  void aRawSignatureVerifiesUnderThePublishedKey() throws Exception {
    SigningKeys keys = open();
    var signer = new Es256Signer(keys);
    byte[] signature = signer.sign(new byte[] {1, 2, 3});

    var verifier = Signature.getInstance("SHA256withECDSAinP1363Format", "SunEC");
    verifier.initVerify(keys.find(signer.keyId()).orElseThrow());
    verifier.update(new byte[] {1, 2, 3});
    assertThat(verifier.verify(signature)).isTrue();
  }

  // A header that names the key may have been written before the rotation.
  @Test
  void theRawSignerKeepsTheKeyItWasMadeWith() throws Exception {
    SigningKeys keys = open();
    var signer = new Es256Signer(keys);
    String before = keys.activeKeyId();
    keys.rotate();
    pass(SigningKeys.AHEAD);

    assertThat(signer.keyId()).isEqualTo(before).isNotEqualTo(keys.activeKeyId());
  }

  @Test
  void theIssuerOfAssertionsFollowsARotation() throws Exception {
    SigningKeys keys = open();
    var issuer = new RotatingIssuer(keys);
    AssertionIssuer before = issuer.current();
    keys.rotate();
    pass(SigningKeys.AHEAD);

    assertThat(issuer.current()).isNotSameAs(before).isSameAs(issuer.current());
  }

  @Test
  void aSecretKeyIsMadeOnceAndForItsOwnerAlone() throws Exception {
    Path file = directory.resolve("refresh.key");
    var first = SecretKeyFile.open(file, "HmacSHA256", new SecureRandom());

    assertThat(SecretKeyFile.open(file, "HmacSHA256", new SecureRandom())).isEqualTo(first);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void aSpoiledSecretKeyIsNotReplaced() throws Exception {
    Path file = Files.writeString(directory.resolve("refresh.key"), "short");

    assertThatIOException()
        .isThrownBy(() -> SecretKeyFile.open(file, "HmacSHA256", new SecureRandom()))
        .withMessageContaining("not a key of 32 bytes");
  }

  private void pass(Duration time) {
    now.set(now.get().plus(time));
  }

  private SigningKeys open() throws Exception {
    return SigningKeys.open(directory, OVERLAP, clock, providers);
  }
}
