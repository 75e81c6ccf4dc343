package io.mcpguard.upstream;

/** A single JSON answer, as the bytes that came. */
public final class Answered implements UpstreamReply {
  private final UpstreamHead head;
  private final byte[] json;

  Answered(UpstreamHead head, byte[] json) {
    this.head = head;
    this.json = json;
  }

  /** Status and session. */
  public UpstreamHead head() {
    return head;
  }

  /** The answer; not copied, not to be changed. Nobody has looked into it yet. */
  public byte[] json() {
    return json;
  }
}
