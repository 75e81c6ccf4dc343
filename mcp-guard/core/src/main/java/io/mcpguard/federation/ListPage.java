package io.mcpguard.federation;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.protocol.McpMethod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One page of one upstream's list, filtered for its reader and under its federated names.
 *
 * @param entries its entries, with commas between them
 * @param next the upstream's own cursor of the page after it; empty text where there is none
 * @param freshUntil the instant until which the upstream lets whoever asks keep it
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
record ListPage(byte[] entries, String next, Instant freshUntil) {
  /** The greatest integer that every reader of JSON has (RFC 7493 §2.2), in milliseconds. */
  private static final long LONGEST = (1L << 53) - 1;

  /** What {@code upstream} gave to whoever asked at {@code asked}. */
  static ListPage of(String upstream, McpMethod list, Gathering.Result found, Instant asked) {
    JsonObject result = found.result();
    Naming naming = new Naming(upstream);
    ByteSink entries = new ByteSink(4096);
    for (JsonValue each :
        list.listed().flatMap(result::array).map(JsonArray::values).orElse(List.of())) {
      if (each instanceof JsonObject entry) {
        if (entries.length() > 0) {
          entries.put(',');
        }
        entries.put(naming.entry(list, found.document(), entry));
      }
    }
    Duration life = Duration.ofMillis(Math.clamp(result.integer("ttlMs").orElse(0), 0, LONGEST));
    return new ListPage(
        entries.toBytes(), result.string("nextCursor").orElse(""), asked.plus(life));
  }
}
