package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The {@code traceparent} of a request (W3C Trace Context §3.2): whose trace it belongs to, as its
 * sender claims. It decides nothing.
 *
 * @param text as it came; empty where there is none, or none that is valid
 */
public record TraceParent(String text) {
  /** The name of the header, and of the member of {@code _meta} (2026-07-28, basic/index). */
  public static final String NAME = "traceparent";

  /** §3.2.2: version ff, and a trace or parent of zeros, are forbidden. */
  private static final Pattern VALID =
      Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final TraceParent NONE = new TraceParent("");

  /** Of a request that says nothing of it. */
  public static TraceParent none() {
    return NONE;
  }

  /** What the values of the header say: a second one takes the sense from the first. */
  public static TraceParent of(List<String> header) {
    return header.size() == 1 ? valid(header.getFirst()) : NONE;
  }

  /** What a request's parameters say, or {@code otherwise} where those say nothing. */
  static TraceParent in(JsonValue params, TraceParent otherwise) {
    Optional<String> said =
        params instanceof JsonObject object
            ? object.object("_meta").flatMap(meta -> meta.string(NAME))
            : Optional.empty();
    return said.map(TraceParent::valid).orElse(otherwise);
  }

  /** What a text says; nothing where it is not valid. */
  public static TraceParent valid(String text) {
    return VALID.matcher(text).matches() ? new TraceParent(text) : NONE;
  }

  /** Whether it says nothing. */
  public boolean isNone() {
    return text.isEmpty();
  }

  /** The id of the trace, 32 digits of lower-case hexadecimal; only of one that says something. */
  public String trace() {
    return text.substring(3, 35);
  }

  /** The id of the sender's own span, 16 such digits; only of one that says something. */
  public String span() {
    return text.substring(36, 52);
  }
}
