package io.mcpguard.server.admin;

import java.nio.charset.StandardCharsets;

/**
 * An answer of the admin port. Immutable; the caller does not change the array.
 *
 * @param status the HTTP status
 * @param mediaType of the body
 * @param caching {@code Cache-Control}
 * @param body the body
 */
@SuppressWarnings("ArrayRecordComponent") // bytes to send, never compared
public record AdminReply(int status, String mediaType, String caching, byte[] body) {
  private static final String NOT_KEPT = "no-store";

  /** A fixed text. */
  static AdminReply text(int status, String text) {
    return new AdminReply(
        status, "text/plain; charset=utf-8", NOT_KEPT, text.getBytes(StandardCharsets.UTF_8));
  }

  /** A document that is made for this answer. */
  static AdminReply document(String mediaType, byte[] body) {
    return new AdminReply(200, mediaType, NOT_KEPT, body);
  }
}
