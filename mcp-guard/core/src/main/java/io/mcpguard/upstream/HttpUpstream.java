package io.mcpguard.upstream;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.RequestHead;
import java.util.List;

/**
 * A server that speaks Streamable HTTP. Every header that goes out is written here; streams have
 * connections of their own, so that they cannot starve calls.
 */
public final class HttpUpstream implements UpstreamConnection {
  private static final byte[] NOTHING = {};

  private final UpstreamLimits limits;
  private final Http1Pool calls;
  private final Http1Pool streams;
  private final RequestHead post;
  private final RequestHead get;
  private final RequestHead delete;

  /** A server at a destination; dials when first needed. */
  public HttpUpstream(Http1Client client, Destination destination, UpstreamLimits limits) {
    this.limits = limits;
    Http1Limits standard = Http1Limits.standard();
    this.calls = client.pool(destination, standard.withConnections(limits.calls()));
    this.streams = client.pool(destination, standard.withConnections(limits.streams()));
    Header either = new Header("Accept", "application/json, text/event-stream");
    this.post =
        RequestHead.of(
            "POST", destination, List.of(either, new Header("Content-Type", "application/json")));
    this.get =
        RequestHead.of("GET", destination, List.of(new Header("Accept", "text/event-stream")));
    this.delete = RequestHead.of("DELETE", destination, List.of());
  }

  @Override
  public UpstreamExchange send(UpstreamMessage message, Deadline deadline) {
    HttpExchange.Expected expected = message.expected();
    try {
      return exchange(
          pool(message.kind())
              .send(post, message.headers().list(), message.json(), deadline, message.look()),
          expected);
    } catch (Http1Failure failed) {
      return new SettledExchange(Faults.failed(failed));
    }
  }

  private Http1Pool pool(UpstreamMessage.Kind kind) {
    return switch (kind) {
      case REQUEST, ONE_WAY -> calls;
      case SUBSCRIPTION -> streams;
    };
  }

  @Override
  public UpstreamExchange openStream(UpstreamHeaders headers, Deadline deadline) {
    try {
      Http1Exchange asked = streams.send(get, headers.list(), NOTHING, deadline);
      asked.until(Deadline.in(LateStream.LONGEST_SILENCE));
      return exchange(asked, HttpExchange.Expected.JSON_OR_EVENTS);
    } catch (Http1Failure failed) {
      return new SettledExchange(Faults.failed(failed));
    }
  }

  @Override
  public UpstreamExchange endSession(UpstreamHeaders headers, Deadline deadline) {
    try {
      return exchange(
          calls.send(delete, headers.list(), NOTHING, deadline), HttpExchange.Expected.NOTHING);
    } catch (Http1Failure failed) {
      return new SettledExchange(Faults.failed(failed));
    }
  }

  @Override
  public void close() {
    calls.close();
    streams.close();
  }

  private UpstreamExchange exchange(Http1Exchange written, HttpExchange.Expected expected) {
    return new HttpExchange(new Http1Call(written), limits, expected);
  }
}
