package io.mcpguard.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/**
 * A final answer: status, header fields, and a body that is read once by one thread. The connection
 * goes back to its pool when the body was wholly read; closing earlier ends it.
 */
public final class Http1Response implements AutoCloseable {
  private final Http1Exchange exchange;
  private final ResponseHead head;
  private final ResponseBody body;

  Http1Response(Http1Exchange exchange, ResponseHead head, Http1Limits limits) throws Http1Failure {
    this.exchange = exchange;
    this.head = head;
    this.body = ResponseBody.of(exchange, head, limits);
  }

  /** 200 to 599. */
  public int status() {
    return head.status();
  }

  /**
   * The value of a header field.
   *
   * @param name in lower case
   * @throws Http1Failure {@code MALFORMED} if the field is repeated
   */
  public Optional<String> header(String name) throws Http1Failure {
    return head.only(name);
  }

  /**
   * The value of each field of this name, in order; for fields that may be repeated.
   *
   * @param name in lower case
   */
  public List<String> headers(String name) {
    return head.all(name);
  }

  /** The body as it arrives; its reads throw {@link Http1Failure} only. */
  public InputStream body() {
    return body;
  }

  /**
   * The whole body.
   *
   * @param cap the most bytes it may have
   * @throws Http1Failure {@code TOO_LARGE} beyond the cap; the connection is closed then
   */
  public byte[] readAll(int cap) throws Http1Failure {
    try {
      return body.readAll(cap);
    } catch (IOException failed) {
      throw exchange.fail(failed);
    }
  }

  /** The exchange, to cancel it or to move its deadline. */
  public Http1Exchange exchange() {
    return exchange;
  }

  @Override
  public void close() {
    exchange.close();
  }
}
