package io.mcpguard.upstream;

/** One JSON-RPC message on its way to a server, and the headers it carries over HTTP. */
public final class UpstreamMessage {

  enum Kind {
    REQUEST,
    ONE_WAY
  }

  private final Kind kind;
  private final long id;
  private final byte[] json;
  private final UpstreamHeaders headers;

  private UpstreamMessage(Kind kind, long id, byte[] json, UpstreamHeaders headers) {
    this.kind = kind;
    this.id = id;
    this.json = json;
    this.headers = headers;
  }

  /**
   * A request.
   *
   * @param id the JSON-RPC id that stands in the bytes when the server is a stdio child: a number,
   *     unique among the requests that wait on the connection. HTTP does not look at it.
   * @param json the request; on stdio no line break may stand in it
   */
  public static UpstreamMessage request(long id, byte[] json, UpstreamHeaders headers) {
    return new UpstreamMessage(Kind.REQUEST, id, json, headers);
  }

  /** A notification, or an answer to a request of the server: nothing comes back for it. */
  public static UpstreamMessage oneWay(byte[] json, UpstreamHeaders headers) {
    return new UpstreamMessage(Kind.ONE_WAY, -1, json, headers);
  }

  Kind kind() {
    return kind;
  }

  /** What a server has to answer over HTTP. */
  public HttpExchange.Expected expected() {
    return switch (kind) {
      case REQUEST -> HttpExchange.Expected.JSON_OR_EVENTS;
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
