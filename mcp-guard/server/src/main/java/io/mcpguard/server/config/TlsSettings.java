package io.mcpguard.server.config;

/**
 * With what the guard speaks HTTPS.
 *
 * @param certificate the chain, PEM
 * @param key its private key, PEM
 */
public record TlsSettings(Secret certificate, Secret key) {
  /** Plain HTTP. */
  public static TlsSettings none() {
    return new TlsSettings(Secret.absent(), Secret.absent());
  }

  /** HTTPS with this chain and key. */
  public static TlsSettings of(Secret certificate, Secret key) {
    return new TlsSettings(certificate, key);
  }

  /** True for HTTPS. */
  public boolean isPresent() {
    return certificate.isPresent();
  }
}
