package io.mcpguard.catalog;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonNull;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An argument of a tool that a request repeats in a header {@code Mcp-Param-…}, because the tool's
 * schema says {@code x-mcp-header} (2026-07-28, basic/transports/streamable-http).
 *
 * @param header the part of the header's name after {@code Mcp-Param-}
 * @param path where the argument stands, outermost member first
 */
public record MirroredParameter(String header, List<String> path) {
  private static final double LARGEST_SAFE = (1L << 53) - 1;
  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,16}(\\.0{1,16})?");

  public MirroredParameter {
    path = List.copyOf(path);
  }

  /** The header's value before its encoding; empty where the argument is absent or null. */
  public Optional<String> value(JsonObject arguments) {
    return argument(arguments).flatMap(MirroredParameter::text);
  }

  /**
   * Whether what a header says, nothing where it is missing, repeats the argument. "Servers SHOULD
   * compare the header value and the body value numerically" where it is an integer (2026-07-28,
   * basic/transports/streamable-http, server validation).
   */
  public boolean isRepeatedBy(List<String> shown, JsonObject arguments) {
    List<String> value = value(arguments).stream().toList();
    return value.equals(shown)
        || (argument(arguments).filter(JsonNumber.class::isInstance).isPresent()
            && value.equals(shown.stream().map(MirroredParameter::whole).toList()));
  }

  private Optional<JsonValue> argument(JsonObject arguments) {
    JsonObject holder = arguments;
    for (String name : path.subList(0, path.size() - 1)) {
      Optional<JsonObject> inner = holder.object(name);
      if (inner.isEmpty()) {
        return Optional.empty();
      }
      holder = inner.get();
    }
    return holder.member(path.getLast());
  }

  private static Optional<String> text(JsonValue value) {
    return switch (value) {
      case JsonString string -> Optional.of(string.value());
      case JsonBoolean truth -> Optional.of(Boolean.toString(truth.value()));
      case JsonNumber number -> Optional.of(text(number));
      case JsonNull nothing -> Optional.empty();
      case JsonObject object -> Optional.empty();
      case JsonArray array -> Optional.empty();
    };
  }

  /** A whole number is written in one way, however the body spells it. */
  private static String text(JsonNumber number) {
    double value = number.asDouble();
    return value == Math.rint(value) && Math.abs(value) <= LARGEST_SAFE
        ? Long.toString((long) value)
        : number.text();
  }

  /** A header's whole number as {@link #text} would write it; any other text as it is. */
  private static String whole(String header) {
    return WHOLE.matcher(header).matches()
        ? Long.toString(Long.parseLong(header.split("\\.", 2)[0]))
        : header;
  }
}
