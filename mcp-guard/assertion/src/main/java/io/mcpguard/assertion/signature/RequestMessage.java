package io.mcpguard.assertion.signature;

/** What of a request is signed. It does not print: its fields may be credentials. */
public final class RequestMessage {
  private final String method;
  private final String target;
  private final HttpFields fields;
  private final byte[] content;

  /**
   * A request.
   *
   * @param method as it stands in the request line
   * @param target the target URI (RFC 9110 §7.1), host in lower case, without the port that is its
   *     scheme's own
   * @param fields its fields
   * @param content its content, empty where it has none; not copied, not to be changed
   */
  public RequestMessage(String method, String target, HttpFields fields, byte[] content) {
    this.method = method;
    this.target = target;
    this.fields = fields;
    this.content = content;
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  HttpFields fields() {
    return fields;
  }

  byte[] content() {
    return content;
  }
}
