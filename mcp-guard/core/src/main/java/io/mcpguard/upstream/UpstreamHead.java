package io.mcpguard.upstream;

import io.mcpguard.assertion.signature.HttpFields;
import java.util.List;
import java.util.Optional;

/** What of an HTTP answer's head is read; for a stdio child it is status 200 and nothing more. */
public final class UpstreamHead {
  private final int status;
  private final String contentType;
  private final String sessionId;
  private final HttpFields fields;

  UpstreamHead(int status, String contentType, String sessionId) {
    this(status, contentType, sessionId, name -> List.of());
  }

  UpstreamHead(int status, String contentType, String sessionId, HttpFields fields) {
    this.fields = fields;
    this.status = status;
    this.contentType = contentType;
    this.sessionId = sessionId;
  }

  /** 200 to 599. */
  public int status() {
    return status;
  }

  /** Media type in lower case without parameters; empty if there was none. */
  public String contentType() {
    return contentType;
  }

  /** The session the server began with this answer: visible ASCII, 1,024 characters at most. */
  public Optional<String> sessionId() {
    return sessionId.isEmpty() ? Optional.empty() : Optional.of(sessionId);
  }

  /** What of its fields a signature covers. */
  HttpFields fields() {
    return fields;
  }

  /** Without the session id, which is a handle. */
  @Override
  public String toString() {
    return "UpstreamHead[" + status + "]";
  }
}
