package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * One event in the shape of OCSF 1.9.0, with what every class has: the leaf itself as {@code
 * raw_data}, its place and hash in the log as attestation, and a checkpoint that covers it.
 *
 * <p>The attestation is one of the leaf, and so of {@code raw_data}: what the guard signed is the
 * log and not this event.
 */
final class OcsfEvent {
  private static final String VERSION = "1.9.0";
  private static final String LEAF_HASH = "SHA-256 of 0x00 and raw_data (RFC 6962, leaf hash)";
  private static final int HEX = 1;

  /** The guard's own; 0 where it runs from classes and not from its jar. */
  static final String PRODUCT_VERSION =
      Optional.ofNullable(OcsfEvent.class.getPackage().getImplementationVersion()).orElse("0");

  private final Told told;
  private final JsonText json = JsonText.object();
  private final Sparse unmapped = new Sparse();

  /**
   * An event of a class.
   *
   * @param activity its number in that class, or 99
   * @param activityName its caption, or what it is where the class has no number for it
   */
  OcsfEvent(Told told, OcsfClass type, int activity, String activityName) {
    this.told = told;
    json.put("activity_id", activity)
        .put("activity_name", activityName)
        .put("category_uid", type.category())
        .put("class_uid", type.uid())
        .put("type_uid", type.type(activity))
        .put("raw_data", new String(told.entry().bytes(), StandardCharsets.UTF_8))
        .putAll("attestation_list", List.of(attestation(told)));
    unmapped.put("checkpoint", told.checkpoint().note());
  }

  private static JsonText attestation(Told told) {
    JsonText fingerprint =
        JsonText.object()
            .put("algorithm_id", OcsfClass.OTHER)
            .put("algorithm", LEAF_HASH)
            .put("encoding_id", HEX)
            .put("value", HexFormat.of().formatHex(told.entry().hash().bytes()));
    return JsonText.object()
        .put("uid", Long.toString(told.entry().index()))
        .put("chain_uid", told.checkpoint().origin())
        .put("authority_uid", told.checkpoint().origin())
        .put("fingerprint", fingerprint);
  }

  /**
   * How it went.
   *
   * @param code the guard's own word for it
   * @param detail for a person; may be empty
   */
  OcsfEvent status(OcsfStatus status, String code, String detail) {
    json.put("status_id", status.id())
        .put("status", status.caption())
        .put("severity_id", status.severity());
    return put("status_code", code).put("status_detail", detail);
  }

  OcsfEvent put(String attribute, String text) {
    if (!text.isEmpty()) {
      json.put(attribute, text);
    }
    return this;
  }

  OcsfEvent put(String attribute, long number) {
    json.put(attribute, number);
    return this;
  }

  OcsfEvent put(String attribute, Sparse object) {
    if (!object.isEmpty()) {
      json.put(attribute, object.json());
    }
    return this;
  }

  OcsfEvent put(String attribute, List<String> texts) {
    json.put(attribute, texts);
    return this;
  }

  OcsfEvent putAll(String attribute, Sparse... objects) {
    List<JsonText> filled =
        Arrays.stream(objects).filter(object -> !object.isEmpty()).map(Sparse::json).toList();
    if (!filled.isEmpty()) {
      json.putAll(attribute, filled);
    }
    return this;
  }

  /** What OCSF has no attribute for. */
  OcsfEvent unmapped(String member, String text) {
    unmapped.put(member, text);
    return this;
  }

  /** The event, which happened when the leaf was made. */
  JsonText json() {
    return json(told.at().toEpochMilli());
  }

  /** The event, which happened or began to at {@code time}, in milliseconds since 1970. */
  JsonText json(long time) {
    return json.put("time", time)
        .put("unmapped", unmapped.json())
        .put("metadata", metadata().json());
  }

  private Sparse metadata() {
    String origin = told.checkpoint().origin();
    Sparse metadata =
        new Sparse()
            .put("version", VERSION)
            .put("uid", origin + "/" + told.entry().index())
            .put("log_name", origin)
            .put("event_code", told.type())
            .put("correlation_uid", told.text("txn"))
            .put("original_time", told.text("at"));
    metadata
        .json()
        .put("profiles", List.of("ai_operation", "record_integrity", "security_control", "trace"))
        .put(
            "product",
            JsonText.object()
                .put("name", "mcp-guard")
                .put("vendor_name", "mcp-guard")
                .put("version", PRODUCT_VERSION));
    return metadata;
  }
}
