package io.mcpguard.federation;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** What of a federated list has come together for one answer. */
final class FederatedPage {
  private static final String ABSENT = "io.mcpguard/absent";

  /** What one page may hold; upstreams beyond it come with the next. */
  private static final int MOST_BYTES = 16 << 20;

  /** The client sends back what all of them gave, within the limit of its body. */
  static final int LONGEST_CURSOR = 4096;

  private final Map<String, String> from;
  private final SortedMap<String, ListPage> parts = new TreeMap<>();
  private final SortedSet<String> absent = new TreeSet<>();

  /** Nothing yet; {@code from} are the cursors that it begins at, by upstream. */
  FederatedPage(Map<String, String> from) {
    this.from = Map.copyOf(from);
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  void add(String upstream, ListPage part) {
    parts.put(upstream, part);
  }

  void addAbsent(String upstream) {
    absent.add(upstream);
  }

  /** The answer; {@code seal} makes one cursor of those of the upstreams that go on. */
  byte[] answer(
      McpMessage.Request request,
      Instant now,
      Function<SequencedMap<String, String>, String> seal) {
    ByteSink entries = new ByteSink(1024 + bytes()).put('[');
    SequencedMap<String, String> next = new TreeMap<>();
    parts.forEach((upstream, part) -> {
      if (entries.length() > 1 && entries.length() + part.entries().length > MOST_BYTES) {
        next.put(upstream, from.getOrDefault(upstream, ""));
      } else {
        append(entries, part);
        goOn(upstream, part.next(), next);
      }
    });
    JsonText result =
        JsonText.object()
            .raw(request.method().listed().orElseThrow(), entries.put(']').toBytes())
            .put("resultType", "complete")
            .put("ttlMs", absent.isEmpty() ? life(now) : 0)
            .put("cacheScope", "private");
    if (!next.isEmpty()) {
      result.put("nextCursor", seal.apply(next));
    }
    if (!absent.isEmpty()) {
      result.put("_meta", JsonText.object().put(ABSENT, List.copyOf(absent)));
    }
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", RequestId.of(request.document(), request.id()).bytes())
        .put("result", result)
        .bytes();
  }

  private int bytes() {
    long all = parts.values().stream().mapToLong(part -> part.entries().length + 1).sum();
    return (int) Math.min(all, MOST_BYTES);
  }

  private static void append(ByteSink entries, ListPage part) {
    if (entries.length() > 1 && part.entries().length > 0) {
      entries.put(',');
    }
    entries.put(part.entries());
  }

  private void goOn(String upstream, String cursor, SequencedMap<String, String> next) {
    if (cursor.length() > LONGEST_CURSOR) {
      absent.add(upstream);
    } else if (!cursor.isEmpty()) {
      next.put(upstream, cursor);
    }
  }

  /** In milliseconds, what is left of the shortest life. */
  private long life(Instant now) {
    return parts.values().stream()
        .mapToLong(part -> Math.max(0, Duration.between(now, part.freshUntil()).toMillis()))
        .min()
        .orElse(0);
  }
}
