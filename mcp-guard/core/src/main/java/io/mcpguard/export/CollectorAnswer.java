package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.time.Duration;

/** What a collector says of a batch that it was posted (OTLP 1.x, OTLP/HTTP Response). */
final class CollectorAnswer {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  /** More than any batch has, and the sum of two of them is a number still. */
  private static final long MOST = 1_000_000_000_000_000_000L;

  private CollectorAnswer() {}

  /** An answer that cannot be read is of one who has taken all of it, as far as anybody knows. */
  static Delivery read(byte[] answer) {
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
        .orElseGet(() -> Math.clamp(part.integer(member).orElse(0), 0, MOST));
  }

  /** Seconds (RFC 9110 §10.2.3); dates and what is longer than five minutes are not waited for. */
  static Duration wait(String retryAfter) {
    return retryAfter.matches("[0-9]{1,9}")
        ? Duration.ofSeconds(Math.min(Long.parseLong(retryAfter), LONGEST_WAIT.toSeconds()))
        : Duration.ZERO;
  }
}
