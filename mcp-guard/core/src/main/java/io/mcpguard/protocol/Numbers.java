package io.mcpguard.protocol;

/** How exactly a message spells its numbers; it decides what the digests of the message cover. */
public enum Numbers {
  /** Every number is one that all readers agree on (RFC 7493 §2.2): canonical form. */
  EXACT,
  /** Some reader may round a number in it, so only its bytes say what was sent: raw bytes. */
  INEXACT
}
