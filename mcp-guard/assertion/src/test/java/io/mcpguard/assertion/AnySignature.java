package io.mcpguard.assertion;

import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.SignatureException;
import java.security.SignatureSpi;

/** Takes every signature but one that ends with {@link #FAILS}, over which it throws. */
public final class AnySignature extends SignatureSpi {
  static final byte FAILS = 0x66;

  /** A provider that has it under one name. */
  static Provider provider(String name) {
    return new Named(name);
  }

  private static final class Named extends Provider {
    private static final long serialVersionUID = 1;

    Named(String algorithm) {
      super("AnySignature", "1", "takes every signature; for tests alone");
      put("Signature." + algorithm, AnySignature.class.getName());
    }
  }

  @Override
  protected void engineInitVerify(PublicKey key) {
    // Takes every key.
  }

  @Override
  protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
    throw new InvalidKeyException("it verifies and signs nothing");
  }

  @Override
  protected void engineUpdate(byte next) {
    // Takes every input.
  }

  @Override
  protected void engineUpdate(byte[] bytes, int offset, int length) {
    // Takes every input.
  }

  @Override
  protected byte[] engineSign() throws SignatureException {
    throw new SignatureException("it verifies and signs nothing");
  }

  @Override
  protected boolean engineVerify(byte[] signature) throws SignatureException {
    if (signature[signature.length - 1] == FAILS) {
      throw new SignatureException("an encoding that does not decode");
    }
    return true;
  }

  @Override
  @Deprecated
  protected void engineSetParameter(String name, Object value) {
    throw new InvalidParameterException("it has no parameters");
  }

  @Override
  @Deprecated
  protected Object engineGetParameter(String name) {
    throw new InvalidParameterException("it has no parameters");
  }
}
