package io.mcpguard.export;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.Http1Response;
import io.mcpguard.http.RequestHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Posts to an OpenTelemetry collector (OTLP 1.x, OTLP/HTTP in the JSON encoding). */
final class CollectorSink implements Sink {
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int MOST_BYTES = 1 << 18;
  private static final int TOO_LARGE = 413;

  private final Http1Pool pool;
  private final RequestHead head;

  /**
   * Posts to the destination of {@code pool}, at its very path.
   *
   * @param own the header fields that the operator wants to be shown
   */
  CollectorSink(Http1Pool pool, List<Header> own) {
    this.pool = pool;
    List<Header> headers = new ArrayList<>(own);
    headers.add(new Header("Content-Type", "application/json"));
    this.head = RequestHead.of("POST", pool.destination(), headers);
  }

  @Override
  public Delivery take(byte[] batch) {
    try (Http1Exchange exchange = pool.send(head, List.of(), batch, Deadline.in(ANSWER));
        Http1Response response = exchange.response()) {
      byte[] answer = response.readAll(MOST_BYTES);
      if (response.status() / 100 == 2) {
        return CollectorAnswer.read(answer);
      }
      return response.status() == TOO_LARGE
          ? new Delivery.TooLarge()
          : new Delivery.Failed(
              "it answered " + response.status() + "; look at its address and credential",
              CollectorAnswer.wait(response.header("retry-after").orElse("")));
    } catch (Http1Failure failed) {
      return new Delivery.Failed("no answer (" + failed.getMessage() + "); look at it and the way");
    }
  }
}
