package io.mcpguard.ledger;

import java.nio.charset.StandardCharsets;

/**
 * A document that a log's key signed, as DSSE has it (DSSE v1, protocol). Immutable; the caller
 * does not change the arrays.
 *
 * @param type names the form of {@code payload}: a media type
 * @param payload the document
 * @param keyId names the key to whoever looks for it; nothing vouches for it
 * @param signature Ed25519 over the pre-authentication encoding
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to hand on, never compared
public record Attestation(String type, byte[] payload, String keyId, byte[] signature) {
  /**
   * {@code "DSSEv1" SP LEN(type) SP type SP LEN(body) SP body}. Its first line has spaces and that
   * of a checkpoint, the origin, has none: neither is taken for the other under one key.
   */
  static byte[] encoding(String type, byte[] payload) {
    byte[] name = type.getBytes(StandardCharsets.UTF_8);
    byte[] head =
        ("DSSEv1 " + name.length + " " + type + " " + payload.length + " ")
            .getBytes(StandardCharsets.UTF_8);
    byte[] all = new byte[head.length + payload.length];
    System.arraycopy(head, 0, all, 0, head.length);
    System.arraycopy(payload, 0, all, head.length, payload.length);
    return all;
  }
}
