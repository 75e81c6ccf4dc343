package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
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
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
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
        return taken(answer);
      }
      return response.status() == TOO_LARGE
          ? new Delivery.TooLarge()
          : new Delivery.Failed(
              "it answered " + response.status() + "; look at its address and credential",
              wait(response.header("retry-after").orElse("")));
    } catch (Http1Failure failed) {
      return new Delivery.Failed("no answer (" + failed.getMessage() + "); look at it and the way");
    }
  }

  /** An answer that cannot be read is of one who has taken all of it, as far as anybody knows. */
  private static Delivery taken(byte[] answer) {
    try {
      return JsonDocument.read(answer, ReadRules.answer()).root() instanceof JsonObject response
          ? response
              .object("partialSuccess")
              .map(part -> count(part, "rejectedSpans") + count(part, "rejectedLogRecords"))
              .filter(refused -> refused > 0)
              .<Delivery>map(Delivery.TakenInPart::new)
              .orElseGet(Delivery.Taken::new)
          : new Delivery.Taken();
    } catch (MalformedJson otherwise) {
      return new Delivery.Taken();
    }
  }

  /** "Either numbers or strings are accepted when decoding" (OTLP 1.x, JSON Protobuf Encoding). */
  private static long count(JsonObject part, String member) {
    return part.string(member)
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::parseLong)
        .orElseGet(() -> part.integer(member).orElse(0));
  }

  /** Seconds (RFC 9110 §10.2.3); dates and what is longer than five minutes are not waited for. */
  private static Duration wait(String retryAfter) {
    return retryAfter.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(retryAfter), LONGEST_WAIT.toSeconds()))
        : Duration.ZERO;
  }
}
