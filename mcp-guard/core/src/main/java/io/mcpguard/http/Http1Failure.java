package io.mcpguard.http;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An HTTP exchange that came to no answer: what went wrong, and whether a byte was written. */
public final class Http1Failure extends IOException {
  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Kind {
    /** The address policy does not let the address be dialled. */
    REFUSED_ADDRESS,
    /** No address, or nobody accepts connections there. */
    UNREACHABLE,
    /** The TLS handshake failed: protocol, certificate or name. */
    UNTRUSTED,
    /** All connections to the destination stayed in use for as long as a request waits. */
    BUSY,
    /** The deadline passed. */
    TIMED_OUT,
    /** The last look before the first byte said that it may not go out. */
    WITHDRAWN,
    /** Somebody cancelled the exchange. */
    CANCELLED,
    /** The other side does not speak HTTP/1.1 as RFC 9112 frames it. */
    MALFORMED,
    /** A head or body beyond its limit. */
    TOO_LARGE,
    /** The connection ended early. */
    BROKEN
  }

  /** How far the request had come. */
  public enum Progress {
    /** No byte of it was written; trying again repeats nothing. */
    UNSENT,
    /** At least one byte may have reached the other side. */
    SENT
  }

  private final Kind kind;
  private final Progress progress;

  private Http1Failure(Kind kind, Progress progress, String says, @Nullable Throwable cause) {
    super(says, cause);
    this.kind = kind;
    this.progress = progress;
  }

  static Http1Failure unsent(Kind kind, String says) {
    return new Http1Failure(kind, Progress.UNSENT, says, null);
  }

  static Http1Failure unsent(Kind kind, String says, Throwable cause) {
    return new Http1Failure(kind, Progress.UNSENT, says, cause);
  }

  static Http1Failure sent(Kind kind, String says) {
    return new Http1Failure(kind, Progress.SENT, says, null);
  }

  static Http1Failure sent(Kind kind, String says, Throwable cause) {
    return new Http1Failure(kind, Progress.SENT, says, cause);
  }

  static Http1Failure malformed(String says) {
    return sent(Kind.MALFORMED, says);
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** How far the request had come. */
  public Progress progress() {
    return progress;
  }
}
