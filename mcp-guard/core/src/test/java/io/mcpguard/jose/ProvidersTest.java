package io.mcpguard.jose;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.InvalidParameterException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureSpi;
import java.security.spec.ECGenParameterSpec;
import org.junit.jupiter.api.Test;

/** Which provider may sign: only one that computes what the standards say. */
final class ProvidersTest {
  private final SecureRandom random = new SecureRandom();
  private final Provider jdk = Security.getProvider("SunEC");

  @Test
  void theJdksOwnProviderWorks() {
    assertThat(Providers.works(jdk, random)).isTrue();
  }

  @Test
  void theFastestWorksTooByTheJdksJudgement() throws Exception {
    var keys = KeyPairGenerator.getInstance("EC", jdk);
    keys.initialize(new ECGenParameterSpec("secp256r1"), random);
    var pair = keys.generateKeyPair();
    var signer = Signature.getInstance(Providers.ES256, Providers.fastest(random).ec());
    signer.initSign(pair.getPrivate());
    signer.update(new byte[] {1, 2, 3});

    byte[] signature = signer.sign();

    assertThat(Providers.verifies(jdk, pair.getPublic(), new byte[] {1, 2, 3}, signature)).isTrue();
  }

  @Test
  void aProviderThatTakesEverySignatureIsNotTaken() {
    assertThat(Providers.works(new Credulous(jdk), random)).isFalse();
  }

  @Test
  void aProviderWithoutTheAlgorithmIsNotTaken() {
    assertThat(Providers.works(Security.getProvider("SUN"), random)).isFalse();
  }

  /** The JDK's provider, but for its verdict on signatures. */
  private static final class Credulous extends Provider {
    private static final long serialVersionUID = 1L;

    private final transient Provider jdk;

    Credulous(Provider jdk) {
      super("Credulous", "1", "takes every signature");
      this.jdk = jdk;
      put("Signature." + Providers.ES256, YesSayer.class.getName());
    }

    @Override
    public Service getService(String type, String algorithm) {
      return type.equals("Signature")
          ? super.getService(type, algorithm)
          : jdk.getService(type, algorithm);
    }
  }

  /** Signs nothing and takes everything. */
  public static final class YesSayer extends SignatureSpi {
    @Override
    protected void engineInitVerify(PublicKey key) {}

    @Override
    protected void engineInitSign(PrivateKey key) {}

    @Override
    protected void engineUpdate(byte b) {}

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) {}

    @Override
    protected byte[] engineSign() {
      return new byte[64];
    }

    @Override
    protected boolean engineVerify(byte[] signature) {
      return true;
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
      throw new InvalidParameterException("has no parameters");
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
      throw new InvalidParameterException("has no parameters");
    }
  }
}
