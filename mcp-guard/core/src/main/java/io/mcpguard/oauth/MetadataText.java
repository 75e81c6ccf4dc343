package io.mcpguard.oauth;

import java.util.Collection;

/**
 * Writes a flat JSON object of strings, string arrays and booleans, which is all that metadata
 * needs.
 */
final class MetadataText {
  private final StringBuilder text = new StringBuilder("{");

  MetadataText string(String name, String value) {
    member(name);
    quote(value);
    return this;
  }

  MetadataText strings(String name, Collection<String> values) {
    member(name);
    text.append('[');
    int first = text.length();
    for (String value : values) {
      if (text.length() > first) {
        text.append(',');
      }
      quote(value);
    }
    text.append(']');
    return this;
  }

  MetadataText yes(String name) {
    member(name);
    text.append("true");
    return this;
  }

  String end() {
    return text + "}";
  }

  private void member(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        text.append(String.format("\\u%04x", (int) c));
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
