package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JSON object with <code>{/json/pointer}</code>s (RFC 6901) in its strings. */
final class Template {
  private static final Pattern POINTER = Pattern.compile("\\{(/[^{}]+)}");

  private Template() {}

  /** A copy in which each pointer has become the text of what it points at. */
  static ObjectNode filled(JsonNode template, JsonNode known) {
    String text =
        POINTER
            .matcher(template.toString())
            .replaceAll(pointer -> Matcher.quoteReplacement(inside(known.at(pointer.group(1)))));
    return Json.read(text) instanceof ObjectNode object ? object : Json.object();
  }

  /** A value as it stands within the quotes of a JSON string. */
  private static String inside(JsonNode value) {
    String plain = value.isContainerNode() ? value.toString() : value.asText();
    String quoted = Json.NODES.textNode(plain).toString();
    return quoted.substring(1, quoted.length() - 1);
  }
}
