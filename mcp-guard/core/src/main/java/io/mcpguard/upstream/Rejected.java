package io.mcpguard.upstream;

/**
 * An HTTP status other than success: 401 and 403 refuse us or our assertion, 404 an ended session,
 * 405 a stream or an end of session that the server does not have. Redirects end here too.
 */
public final class Rejected implements UpstreamReply {
  private final UpstreamHead head;
  private final byte[] body;

  Rejected(UpstreamHead head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  /** Status and content type. */
  public UpstreamHead head() {
    return head;
  }

  /** The body, which may be a JSON-RPC error; empty if it was too long or did not arrive. */
  public byte[] body() {
    return body;
  }
}
