package io.mcpguard.server.config;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A certificate chain and the private key that belongs to its first certificate. */
public final class TlsIdentity {
  /** PKCS #8 in text (RFC 7468 §10). */
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  private static final byte[] PROBE = "mcp-guard".getBytes(StandardCharsets.US_ASCII);

  private final List<Certificate> chain;
  private final PrivateKey key;

  private TlsIdentity(List<Certificate> chain, PrivateKey key) {
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /** Reads both; empty when they cannot be used, and {@code problems} says why. */
  public static Optional<TlsIdentity> read(TlsSettings tls, Problems problems) {
    List<? extends Certificate> chain = chain(tls.certificate().reveal());
    if (chain.isEmpty()) {
      problems.add("tls.certificate", "must be certificates in PEM, the server's own first");
    }
    Matcher pem = KEY.matcher(tls.key().reveal());
    boolean isKey = pem.find();
    if (!isKey) {
      problems.add(
          "tls.key",
          "must be an unencrypted PKCS #8 key in PEM, which begins with BEGIN PRIVATE KEY; convert"
              + " it with openssl pkcs8 -topk8 -nocrypt");
    }
    return isKey && !chain.isEmpty()
        ? matched(List.copyOf(chain), pem.group(1), problems)
        : Optional.empty();
  }

  /** The chain, the server's own certificate first. */
  public List<Certificate> chain() {
    return chain;
  }

  /** The private key. Whoever calls this is on the audit list. */
  public PrivateKey reveal() {
    return key;
  }

  @Override
  public String toString() {
    return "TlsIdentity[redacted]";
  }

  private static List<? extends Certificate> chain(String pem) {
    try {
      return List.copyOf(
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII))));
    } catch (CertificateException notOne) {
      return List.of();
    }
  }

  private static Optional<TlsIdentity> matched(
      List<Certificate> chain, String base64, Problems problems) {
    PublicKey certified = chain.getFirst().getPublicKey();
    Optional<String> signature = signature(certified);
    if (signature.isEmpty()) {
      problems.add(
          "tls.certificate",
          "has a key of kind " + certified.getAlgorithm() + "; use one of kind EC or RSA");
      return Optional.empty();
    }
    Optional<PrivateKey> own =
        key(base64, certified.getAlgorithm())
            .filter(key -> belongs(key, certified, signature.get()));
    if (own.isEmpty()) {
      problems.add(
          "tls.key", "does not belong to the first certificate of tls.certificate; name its key");
    }
    return own.map(key -> new TlsIdentity(chain, key));
  }

  private static Optional<String> signature(PublicKey key) {
    return switch (key.getAlgorithm()) {
      case "EC" -> Optional.of("SHA256withECDSA");
      case "RSA" -> Optional.of("SHA256withRSA");
      default -> Optional.empty();
    };
  }

  private static Optional<PrivateKey> key(String base64, String kind) {
    try {
      byte[] der = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
      return Optional.of(
          KeyFactory.getInstance(kind).generatePrivate(new PKCS8EncodedKeySpec(der)));
    } catch (IllegalArgumentException | InvalidKeySpecException another) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the platform has no keys of kind " + kind, e);
    }
  }

  /** Whether what one signs the other verifies. */
  private static boolean belongs(PrivateKey key, PublicKey certified, String algorithm) {
    try {
      Signature signer = Signature.getInstance(algorithm);
      signer.initSign(key);
      signer.update(PROBE);
      byte[] signed = signer.sign();
      Signature verifier = Signature.getInstance(algorithm);
      verifier.initVerify(certified);
      verifier.update(PROBE);
      return verifier.verify(signed);
    } catch (GeneralSecurityException unlike) {
      // Keys of another size or curve: the signature cannot even be read.
      return false;
    }
  }
}
