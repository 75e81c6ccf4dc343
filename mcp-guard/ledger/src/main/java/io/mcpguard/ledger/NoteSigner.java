package io.mcpguard.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** A named Ed25519 key that signs notes. Prints its public half only. */
public final class NoteSigner {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final VerifierKey verifier;
  private final PrivateKey key;

  private NoteSigner(VerifierKey verifier, PrivateKey key) {
    this.verifier = verifier;
    this.key = key;
  }

  /**
   * A fresh key.
   *
   * @param name non-empty, without spaces and plus signs; for a log its origin
   * @throws IllegalArgumentException when the name breaks that rule
   */
  public static NoteSigner generate(String name, SecureRandom random) {
    try {
      VerifierKey.requireName(name);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      return new NoteSigner(
          VerifierKey.of(name, (EdECPublicKey) pair.getPublic()), pair.getPrivate());
    } catch (MalformedLogData e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform lost Ed25519", e);
    }
  }

  /**
   * Reads the key from a file, or makes one there (mode 0600) when the file does not exist.
   *
   * @throws IOException when the file is unreadable, malformed or belongs to another name
   */
  public static NoteSigner openOrCreate(Path file, String name, SecureRandom random)
      throws IOException {
    if (Files.exists(file)) {
      NoteSigner signer = read(file);
      if (!signer.verifier.name().equals(name)) {
        throw new MalformedLogData(
            file + ": is the key of another origin; name that origin or move the file away");
      }
      return signer;
    }
    NoteSigner signer = generate(name, random);
    new Disk().replace(file, signer.text().getBytes(StandardCharsets.UTF_8));
    return signer;
  }

  /** Reads a file of two lines: the private key (PKCS #8, base64), then the verifier key. */
  static NoteSigner read(Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.size() != 2 || !lines.get(0).startsWith(PREFIX)) {
      throw new MalformedLogData(file + ": needs a private key line and a verifier key line");
    }
    byte[] pkcs8 = Base64Text.decode(lines.get(0).substring(PREFIX.length()), "private key");
    try {
      NoteSigner signer =
          new NoteSigner(
              VerifierKey.parse(lines.get(1)),
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
      byte[] probe = {1};
      if (!signer.verifier.verifies(probe, signer.sign(probe))) {
        throw new MalformedLogData(file + ": the two keys are no pair");
      }
      return signer;
    } catch (GeneralSecurityException e) {
      throw new MalformedLogData(file + ": holds no Ed25519 private key", e);
    }
  }

  private String text() {
    return PREFIX + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n" + verifier + "\n";
  }

  /** The public half. */
  public VerifierKey verifier() {
    return verifier;
  }

  private byte[] sign(byte[] text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(text);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform lost Ed25519", e);
    }
  }

  /** The text, a blank line and this key's signature line (c2sp.org/signed-note). */
  String note(String text) {
    byte[] signature = sign(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer blob = ByteBuffer.allocate(Integer.BYTES + signature.length);
    blob.putInt(verifier.id()).put(signature);
    String base64 = Base64.getEncoder().encodeToString(blob.array());
    return text + "\n" + Note.SIGNATURE_PREFIX + verifier.name() + " " + base64 + "\n";
  }

  /** Signs a document that is no note. */
  public Attestation attest(String type, byte[] payload) {
    byte[] signature = sign(Attestation.encoding(type, payload));
    return new Attestation(type, payload, verifier.keyId(), signature);
  }

  @Override
  public String toString() {
    return "NoteSigner[" + verifier + "]";
  }
}
