package io.mcpguard.upstream;

/** Why there is no answer. */
public enum Fault {
  /** Nobody there, or the connection or the child ended. */
  DOWN,
  /** The address policy does not let the server's address be dialled. */
  REFUSED_ADDRESS,
  /** TLS failed: protocol, certificate or name. */
  UNTRUSTED,
  /** Every connection is in use, or too many exchanges wait. */
  BUSY,
  /** Not in time. */
  SLOW,
  /** What permitted it ended before its first byte went out. */
  WITHDRAWN,
  /** We gave it up. */
  CANCELLED,
  /** Not HTTP, not a stream of events, or not the content type that it must be. */
  MALFORMED,
  /** Beyond the bound of answers or events. */
  TOO_LARGE
}
