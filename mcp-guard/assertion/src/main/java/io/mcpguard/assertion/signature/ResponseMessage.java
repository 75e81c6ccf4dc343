package io.mcpguard.assertion.signature;

/** What of an answer is signed. */
public final class ResponseMessage {
  private final int status;
  private final HttpFields fields;
  private final byte[] content;

  /**
   * An answer.
   *
   * @param fields its fields
   * @param content its content, whole; not copied, not to be changed
   */
  public ResponseMessage(int status, HttpFields fields, byte[] content) {
    this.status = status;
    this.fields = fields;
    this.content = content;
  }

  int status() {
    return status;
  }

  HttpFields fields() {
    return fields;
  }

  byte[] content() {
    return content;
  }
}
