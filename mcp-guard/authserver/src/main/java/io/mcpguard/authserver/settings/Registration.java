package io.mcpguard.authserver.settings;

/** Who may register a client dynamically (RFC 7591 §3). */
public enum Registration {
  /**
   * Anybody who reaches the endpoint: on a loopback listener, or {@code allow-open-registration}.
   */
  OPEN,
  /** Nobody: clients are pre-registered or have a metadata document. */
  CLOSED
}
