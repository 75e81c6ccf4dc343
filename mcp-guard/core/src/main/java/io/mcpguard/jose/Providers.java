package io.mcpguard.jose;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Which provider signs and verifies with elliptic curves: Amazon Corretto's where it loads (tens of
 * microseconds), else Bouncy Castle's, else the JDK's own (hundreds).
 *
 * <p>A candidate counts only after it has signed and verified once with a fresh key. None is
 * installed globally: digests, random numbers and TLS stay with the JDK.
 */
public final class Providers {
  static final String ES256 = "SHA256withECDSAinP1363Format";

  private static final List<String> FASTEST_FIRST =
      List.of(
          "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
          "org.bouncycastle.jce.provider.BouncyCastleProvider");

  private final Provider ec;
  private final SecureRandom random;

  private Providers(Provider ec, SecureRandom random) {
    this.ec = ec;
    this.random = random;
  }

  /** The fastest provider on the class path that works. */
  public static Providers fastest(SecureRandom random) {
    return FASTEST_FIRST.stream()
        .flatMap(name -> load(name).stream())
        .filter(candidate -> works(candidate, random))
        .findFirst()
        .map(found -> new Providers(found, random))
        .orElseGet(() -> ofJdk(random));
  }

  /** The JDK's own provider, whatever else is there. */
  public static Providers ofJdk(SecureRandom random) {
    return new Providers(Security.getProvider("SunEC"), random);
  }

  /** One line for the operator: the provider's name and version. */
  public String description() {
    return ec.getName() + " " + ec.getVersionStr();
  }

  Provider ec() {
    return ec;
  }

  SecureRandom random() {
    return random;
  }

  private static Optional<Provider> load(String className) {
    try {
      return ServiceLoader.load(Provider.class, Providers.class.getClassLoader()).stream()
          .filter(candidate -> candidate.type().getName().equals(className))
          .findFirst()
          .map(ServiceLoader.Provider::get);
    } catch (ServiceConfigurationError | LinkageError absent) {
      // A native library for another machine: the next candidate serves.
      return Optional.empty();
    }
  }

  private static boolean works(Provider candidate, SecureRandom random) {
    byte[] message = new byte[32];
    random.nextBytes(message);
    try {
      var generator = KeyPairGenerator.getInstance("EC", "SunEC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair pair = generator.generateKeyPair();
      var signer = Signature.getInstance(ES256, candidate);
      signer.initSign(pair.getPrivate());
      signer.update(message);
      byte[] signature = signer.sign();
      var verifier = Signature.getInstance(ES256, "SunEC");
      verifier.initVerify(pair.getPublic());
      verifier.update(message);
      return signature.length == 64 && verifier.verify(signature);
    } catch (GeneralSecurityException | LinkageError broken) {
      return false;
    }
  }
}
