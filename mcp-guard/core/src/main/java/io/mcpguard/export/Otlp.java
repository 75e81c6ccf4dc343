package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Batches in the JSON encoding of OTLP 1.x: what is posted to a collector, and what stands on a
 * line of an OTLP file.
 */
final class Otlp {
  private static final byte[] NOTHING = {};
  private static final int INFO = 9;

  private Otlp() {}

  /**
   * The spans of calls that ended ({@code TracesData}); nothing where none did: "senders SHOULD NOT
   * create empty envelopes".
   */
  static byte[] traces(List<Told> batch) {
    List<JsonText> spans = batch.stream().flatMap(told -> CallSpan.of(told).stream()).toList();
    return spans.isEmpty()
        ? NOTHING
        : data("resourceSpans", "scopeSpans", "spans", spans, origin(batch)).bytes();
  }

  /** The OCSF events of leaves, each the body of a log record ({@code LogsData}). */
  static byte[] logs(List<Told> batch) {
    List<JsonText> records = batch.stream().map(Otlp::logRecord).toList();
    return records.isEmpty()
        ? NOTHING
        : data("resourceLogs", "scopeLogs", "logRecords", records, origin(batch)).bytes();
  }

  private static String origin(List<Told> batch) {
    return batch.getFirst().checkpoint().origin();
  }

  private static JsonText logRecord(Told told) {
    JsonText logRecord =
        JsonText.object()
            .put("timeUnixNano", CallSpan.nanos(told.at()))
            .put("severityNumber", INFO)
            .put(
                "body",
                JsonText.object()
                    .put("stringValue", new String(Ocsf.of(told).bytes(), StandardCharsets.UTF_8)));
    TraceIds ids = TraceIds.of(told.decision());
    return ids.trace().isEmpty()
        ? logRecord
        : logRecord.put("traceId", ids.trace()).put("spanId", ids.span());
  }

  private static JsonText data(
      String outer, String inner, String records, List<JsonText> all, String origin) {
    Attributes resource =
        new Attributes()
            .put("service.name", "mcp-guard")
            .put("service.version", OcsfEvent.PRODUCT_VERSION)
            .put("service.instance.id", origin);
    JsonText scope =
        JsonText.object()
            .put("name", "io.mcpguard.export")
            .put("version", OcsfEvent.PRODUCT_VERSION);
    JsonText scoped = JsonText.object().put("scope", scope).putAll(records, all);
    return JsonText.object()
        .putAll(
            outer,
            List.of(
                JsonText.object()
                    .put("resource", JsonText.object().putAll("attributes", resource.all()))
                    .putAll(inner, List.of(scoped))));
  }
}
