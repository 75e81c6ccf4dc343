package io.mcpguard.catalog;

import io.mcpguard.assertion.json.JsonBoolean;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An argument of a tool that a request repeats in a header {@code Mcp-Param-…}, because the tool's
 * schema says {@code x-mcp-header} (2026-07-28, basic/transports/streamable-http).
 *
 * @param header the part of the header's name after {@code Mcp-Param-}
 * @param path where the argument stands, outermost member first
 */
public record MirroredParameter(String header, List<String> path) {
  public MirroredParameter {
    path = List.copyOf(path);
  }

  /** The header's value before its encoding; empty where the argument is absent or null. */
  public Optional<String> value(JsonObject arguments) {
    JsonObject holder = arguments;
    for (String name : path.subList(0, path.size() - 1)) {
      Optional<JsonObject> inner = holder.object(name);
      if (inner.isEmpty()) {
        return Optional.empty();
      }
      holder = inner.get();
    }
    return holder.member(path.getLast()).flatMap(MirroredParameter::text);
  }

  /** "Integers are compared numerically", so they are written in one way. */
  private static Optional<String> text(JsonValue value) {
    if (value instanceof JsonString string) {
      return Optional.of(string.value());
    }
    if (value instanceof JsonBoolean truth) {
      return Optional.of(Boolean.toString(truth.value()));
    }
    if (value instanceof JsonNumber number) {
      OptionalLong whole = number.toLong();
      return whole.isPresent() ? Optional.of(Long.toString(whole.getAsLong())) : Optional.empty();
    }
    return Optional.empty();
  }
}
