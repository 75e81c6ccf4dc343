package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is handed out sealed is read by nobody, and comes back unchanged or not at all. */
class SealerTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private final Sealer sealer = sealer((byte) 0);

  @Test
  void whatWasSealedOpensInItsContext() {
    assertThat(sealer.open("context", sealer.seal("context", text("secret"))))
        .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(text("secret")));
  }

  @Test
  void itOpensInNoOtherContext() {
    assertThat(sealer.open("other", sealer.seal("context", text("secret")))).isEmpty();
  }

  @Test
  void itOpensUnderNoOtherKey() {
    assertThat(sealer((byte) 1).open("context", sealer.seal("context", text("secret")))).isEmpty();
  }

  @Test
  void itShowsNothingAndIsNeverTheSameTwice() {
    String first = sealer.seal("context", text("secret"));

    assertThat(first).isNotEqualTo(sealer.seal("context", text("secret")));
    assertThat(new String(Base64.getUrlDecoder().decode(first), StandardCharsets.ISO_8859_1))
        .doesNotContain("secret", "context");
  }

  /** Key id, nonce, text and tag: no byte of them may change. */
  @Test
  void aByteThatChangedSpoilsIt() {
    byte[] sealed = Base64.getUrlDecoder().decode(sealer.seal("context", text("secret")));
    for (int i = 0; i < sealed.length; i++) {
      byte[] tampered = sealed.clone();
      tampered[i] ^= 1;
      assertThat(sealer.open("context", Base64.getUrlEncoder().encodeToString(tampered))).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "AAAA", "not base64!", "=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
  void anyOtherTextOpensToNothing(String text) {
    assertThat(sealer.open("context", text)).isEmpty();
  }

  private static Sealer sealer(byte first) {
    byte[] key = new byte[32];
    key[0] = first;
    return new Sealer(new SecretKeySpec(key, "AES"), RANDOM);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
