package io.mcpguard.jose;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Which provider signs and verifies with elliptic curves: Amazon Corretto's where it loads (tens of
 * microseconds), else Bouncy Castle's, else the JDK's own (hundreds).
 *
 * <p>A candidate counts only after it has verified a known signature, and has signed and verified
 * once with a fresh key. That takes a quarter of a second of a JVM that has just started, so it is
 * put off until the first signature, or until somebody asks. None is installed globally: digests,
 * random numbers and TLS stay with the JDK.
 */
public final class Providers {
  static final String ES256 = "SHA256withECDSAinP1363Format";

  private static final List<String> FASTEST_FIRST =
      List.of(
          "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
          "org.bouncycastle.jce.provider.BouncyCastleProvider");

  private final Supplier<Provider> choice;
  private final SecureRandom random;
  private final ReentrantLock choosing = new ReentrantLock();
  private volatile Optional<Provider> chosen = Optional.empty();

  private Providers(Supplier<Provider> choice, SecureRandom random) {
    this.choice = choice;
    this.random = random;
  }

  /** The fastest provider on the class path that works. */
  public static Providers fastest(SecureRandom random) {
    return new Providers(() -> choose(random), random);
  }

  /** The JDK's own provider, whatever else is there. */
  public static Providers ofJdk(SecureRandom random) {
    return new Providers(Providers::jdk, random);
  }

  private static Provider choose(SecureRandom random) {
    return FASTEST_FIRST.stream()
        .flatMap(name -> load(name).stream())
        .filter(candidate -> works(candidate, random))
        .findFirst()
        .orElseGet(Providers::jdk);
  }

  private static Provider jdk() {
    return Security.getProvider("SunEC");
  }

  /** One line for the operator: the provider's name and version. */
  public String description() {
    return ec().getName() + " " + ec().getVersionStr();
  }

  /** The provider, chosen at the first call; whoever asks meanwhile waits for the choice. */
  Provider ec() {
    Optional<Provider> known = chosen;
    return known.isPresent() ? known.get() : chosenOnce();
  }

  private Provider chosenOnce() {
    choosing.lock();
    try {
      Provider one = chosen.orElseGet(choice);
      chosen = Optional.of(one);
      return one;
    } finally {
      choosing.unlock();
    }
  }

  SecureRandom random() {
    return random;
  }

  /**
   * By its name: a ServiceLoader opens every provider on the class path until it finds the one, and
   * a signed jar, as Bouncy Castle's is, is verified as a whole when it is opened, which takes
   * longer than all the rest of a start.
   */
  private static Optional<Provider> load(String className) {
    try {
      Class<?> type = Class.forName(className, true, Providers.class.getClassLoader());
      return Optional.of((Provider) type.getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | LinkageError absent) {
      // Not here, or a native library for another machine: the next candidate serves.
      return Optional.empty();
    }
  }

  /**
   * The known answer tells a provider that computes something else; the fresh key one that only
   * knows answers. The JDK's own provider is not asked to check the other: in a JVM that has just
   * started it takes as long as everything else together.
   */
  static boolean works(Provider candidate, SecureRandom random) {
    try {
      return KnownSignature.isVerifiedBy(candidate) && signs(candidate, random);
    } catch (GeneralSecurityException | LinkageError broken) {
      return false;
    }
  }

  private static boolean signs(Provider candidate, SecureRandom random)
      throws GeneralSecurityException {
    byte[] message = new byte[32];
    random.nextBytes(message);
    var generator = KeyPairGenerator.getInstance("EC", candidate);
    generator.initialize(new ECGenParameterSpec("secp256r1"), random);
    KeyPair pair = generator.generateKeyPair();
    var signer = Signature.getInstance(ES256, candidate);
    signer.initSign(pair.getPrivate(), random);
    signer.update(message);
    byte[] signature = signer.sign();
    return signature.length == 64
        && verifies(candidate, pair.getPublic(), message, signature)
        && !verifies(candidate, pair.getPublic(), new byte[32], signature);
  }

  static boolean verifies(Provider candidate, PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    var verifier = Signature.getInstance(ES256, candidate);
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }
}
