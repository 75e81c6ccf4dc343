package io.mcpguard.ledger;

import java.io.IOException;
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

/**
 * A named Ed25519 key and the file it is kept in: two lines, the private key (PKCS #8, base64) and
 * the text of the public half. Prints its public half only.
 */
final class PrivateNoteKey {
  private static final String PREFIX = "PRIVATE+KEY+";

  private final NoteKey half;
  private final PrivateKey key;

  private PrivateNoteKey(NoteKey half, PrivateKey key) {
    this.half = half;
    this.key = key;
  }

  /**
   * A fresh key.
   *
   * @throws IllegalArgumentException when the name is none that a note's key may have
   */
  static PrivateNoteKey generate(NoteKey.Type type, String name, SecureRandom random) {
    try {
      NoteKey.requireName(name);
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      generator.initialize(NamedParameterSpec.ED25519, random);
      KeyPair pair = generator.generateKeyPair();
      return new PrivateNoteKey(
          NoteKey.of(type, name, (EdECPublicKey) pair.getPublic()), pair.getPrivate());
    } catch (MalformedLogData e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform lost Ed25519", e);
    }
  }

  /** Reads the key from a file, or makes one there (mode 0600) when the file does not exist. */
  static PrivateNoteKey openOrCreate(NoteKey.Type type, Path file, String name, SecureRandom random)
      throws IOException {
    if (Files.exists(file)) {
      PrivateNoteKey read = read(type, file);
      if (!read.half.name().equals(name)) {
        throw new MalformedLogData(
            file + ": is the key of another origin; name that origin or move the file away");
      }
      return read;
    }
    PrivateNoteKey fresh = generate(type, name, random);
    new Disk().replace(file, fresh.text().getBytes(StandardCharsets.UTF_8));
    return fresh;
  }

  static PrivateNoteKey read(NoteKey.Type type, Path file) throws IOException {
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.size() != 2 || !lines.get(0).startsWith(PREFIX)) {
      throw new MalformedLogData(file + ": needs a private key line and a verifier key line");
    }
    byte[] pkcs8 = Base64Text.decode(lines.get(0).substring(PREFIX.length()), "private key");
    try {
      PrivateNoteKey read =
          new PrivateNoteKey(
              NoteKey.parse(type, lines.get(1)),
              KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
      byte[] probe = {1};
      if (!read.half.verifies(probe, read.sign(probe))) {
        throw new MalformedLogData(file + ": the two keys are no pair");
      }
      return read;
    } catch (GeneralSecurityException e) {
      throw new MalformedLogData(file + ": holds no Ed25519 private key", e);
    }
  }

  private String text() {
    return PREFIX + Base64.getEncoder().encodeToString(key.getEncoded()) + "\n" + half + "\n";
  }

  NoteKey half() {
    return half;
  }

  byte[] sign(byte[] text) {
    try {
      Signature ed25519 = Signature.getInstance("Ed25519");
      ed25519.initSign(key);
      ed25519.update(text);
      return ed25519.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java platform lost Ed25519", e);
    }
  }

  /** A signature line (c2sp.org/signed-note, "Signatures") around what is signed. */
  String line(byte[] signature) {
    return Note.line(half, signature);
  }
}
