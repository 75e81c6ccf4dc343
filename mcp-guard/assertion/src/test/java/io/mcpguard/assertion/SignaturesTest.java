package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked of a signature here, whatever the provider would take (CVE-2022-21449). */
class SignaturesTest {
  private static final String ONE =
      "0000000000000000000000000000000000000000000000000000000000000001";
  private static final String ZERO =
      "0000000000000000000000000000000000000000000000000000000000000000";
  private static final String LAST =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
  private static final String ORDER =
      "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

  private static final Provider PERMISSIVE = AnySignature.provider("SHA256withECDSAinP1363Format");

  private static boolean holds(Algorithm algorithm, Provider provider, byte[] signature)
      throws GeneralSecurityException {
    VerificationKey key = KeySet.parse(Fixture.KEYS).find("es").orElseThrow();
    return Signatures.verify(algorithm, provider, key.key(), "input".getBytes(UTF_8), signature);
  }

  /** "0 < R, S < n" (SEC 1 §4.1.4). */
  @ParameterizedTest
  @CsvSource({
    ONE + "," + ONE + ",true",
    LAST + "," + LAST + ",true",
    ZERO + "," + ONE + ",false",
    ONE + "," + ZERO + ",false",
    ORDER + "," + ONE + ",false",
    ONE + "," + ORDER + ",false"
  })
  void bothHalvesAreWithinTheOrderOfTheCurve(String r, String s, boolean taken)
      throws GeneralSecurityException {
    assertThat(holds(Algorithm.ES256, PERMISSIVE, HexFormat.of().parseHex(r + s))).isEqualTo(taken);
  }

  /** The range is that of ECDSA; halves of Ed25519 are no numbers below n. */
  @Test
  void anEd25519SignatureIsTheProvidersMatter() throws GeneralSecurityException {
    assertThat(holds(Algorithm.ED25519, AnySignature.provider("Ed25519"), new byte[64])).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 63, 65})
  void aSignatureOfAnotherLengthThan64Fails(int length) throws GeneralSecurityException {
    byte[] signature = new byte[length];
    Arrays.fill(signature, (byte) 1);

    assertThat(holds(Algorithm.ES256, PERMISSIVE, signature)).isFalse();
  }

  @Test
  void whatTheProviderCannotDecodeFails() throws GeneralSecurityException {
    byte[] signature = new byte[64];
    Arrays.fill(signature, AnySignature.FAILS);

    assertThat(holds(Algorithm.ES256, PERMISSIVE, signature)).isFalse();
  }

  @Test
  void aProviderMayHaveEs256UnderBouncyCastlesName() throws GeneralSecurityException {
    Provider other = AnySignature.provider("SHA256withPLAIN-ECDSA");

    assertThat(Signatures.instance(Algorithm.ES256, other).getProvider()).isSameAs(other);
  }

  @ParameterizedTest
  @CsvSource({"ES256,Ed25519", "ED25519,SHA256withPLAIN-ECDSA"})
  void aProviderThatHasOnlyTheOtherAlgorithmIsRefused(Algorithm algorithm, String other) {
    assertThatThrownBy(() -> Signatures.instance(algorithm, AnySignature.provider(other)))
        .isInstanceOf(NoSuchAlgorithmException.class);
  }
}
