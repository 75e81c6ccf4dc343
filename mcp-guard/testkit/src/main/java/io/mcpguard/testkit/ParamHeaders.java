package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The {@code Mcp-Param-…} headers that a tool's input schema asks for ({@code x-mcp-header}). */
record ParamHeaders(List<Mirror> mirrors) {
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,16}(\\.0{1,16})?");

  /** One header and the way to the argument it mirrors. */
  record Mirror(String header, List<String> path) {}

  /** Reads a schema: "reachable via a chain consisting solely of properties keys". */
  static ParamHeaders of(JsonNode schema) {
    List<Mirror> mirrors = new ArrayList<>();
    collect(schema, List.of(), mirrors);
    return new ParamHeaders(List.copyOf(mirrors));
  }

  private static void collect(JsonNode schema, List<String> path, List<Mirror> mirrors) {
    for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
      List<String> deeper = new ArrayList<>(path);
      deeper.add(property.getKey());
      JsonNode header = property.getValue().path("x-mcp-header");
      if (header.isTextual()) {
        mirrors.add(new Mirror("Mcp-Param-" + header.asText(), List.copyOf(deeper)));
      }
      collect(property.getValue(), deeper, mirrors);
    }
  }

  /** The first header that does not say what the arguments say. */
  Optional<String> mismatch(Received head, JsonNode arguments) {
    return mirrors.stream()
        .filter(mirror -> !agrees(head, mirror, arguments))
        .map(Mirror::header)
        .findFirst();
  }

  private static boolean agrees(Received head, Mirror mirror, JsonNode arguments) {
    JsonNode value = arguments;
    for (String step : mirror.path()) {
      value = value.path(step);
    }
    if (value.isMissingNode() || value.isNull()) {
      return head.headers(mirror.header()).isEmpty();
    }
    Optional<String> text = HeaderValue.only(head, mirror.header());
    return text.isPresent() && same(text.get(), value);
  }

  /** "servers SHOULD compare the header value and the body value numerically". */
  private static boolean same(String header, JsonNode value) {
    return value.isNumber()
        ? INTEGER.matcher(header).matches()
            && new BigDecimal(header).compareTo(value.decimalValue()) == 0
        : value.isValueNode() && header.equals(value.asText());
  }
}
