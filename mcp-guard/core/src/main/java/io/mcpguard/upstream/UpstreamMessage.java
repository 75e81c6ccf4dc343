package io.mcpguard.upstream;

import io.mcpguard.http.LastLook;

/** One JSON-RPC message on its way to a server, and the headers it carries over HTTP. */
public final class UpstreamMessage {

  enum Kind {
    REQUEST,
    /** A request that waits for what others do, for as long as its client listens. */
    SUBSCRIPTION,
    ONE_WAY
  }

  private final Kind kind;
  private final long id;
  private final byte[] json;
  private final UpstreamHeaders headers;
  private final LastLook look;

  private UpstreamMessage(Kind kind, long id, byte[] json, UpstreamHeaders headers, LastLook look) {
    this.kind = kind;
    this.id = id;
    this.json = json;
    this.headers = headers;
    this.look = look;
  }

  /**
   * A request.
   *
   * @param id the JSON-RPC id that stands in the bytes when the server is a stdio child: a number,
   *     unique among the requests that wait on the connection. HTTP does not look at it.
   * @param json the request; a line break in it goes to a stdio child as a space
   */
  public static UpstreamMessage request(long id, byte[] json, UpstreamHeaders headers) {
    return new UpstreamMessage(Kind.REQUEST, id, json, headers, LastLook.NONE);
  }

  /** The same of a request whose answer ends a subscription. */
  static UpstreamMessage subscription(long id, byte[] json, UpstreamHeaders headers) {
    return new UpstreamMessage(Kind.SUBSCRIPTION, id, json, headers, LastLook.NONE);
  }

  /** A notification, or an answer to a request of the server: nothing comes back for it. */
  public static UpstreamMessage oneWay(byte[] json, UpstreamHeaders headers) {
    return new UpstreamMessage(Kind.ONE_WAY, -1, json, headers, LastLook.NONE);
  }

  /** The same, sent only if {@code last} holds right before its first byte goes out. */
  UpstreamMessage after(LastLook last) {
    return new UpstreamMessage(kind, id, json, headers, last);
  }

  /** Asked right before the first byte goes out. */
  public LastLook look() {
    return look;
  }

  Kind kind() {
    return kind;
  }

  /** What a server has to answer over HTTP. */
  public HttpExchange.Expected expected() {
    return switch (kind) {
      case REQUEST, SUBSCRIPTION -> HttpExchange.Expected.JSON_OR_EVENTS;
      case ONE_WAY -> HttpExchange.Expected.NOTHING;
    };
  }

  long id() {
    return id;
  }

  /** What is sent; not copied, not to be changed. */
  public byte[] json() {
    return json;
  }

  /** What it carries over HTTP. */
  public UpstreamHeaders headers() {
    return headers;
  }
}
