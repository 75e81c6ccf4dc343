package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * Shows one upstream of the federated endpoint under its own names, for a suite that knows no
 * other: what goes in gets the federated names, what comes out loses them.
 */
final class Renaming {
  private static final Set<String> NAMED = Set.of("tools/call", "prompts/get");
  private static final Set<String> READ =
      Set.of("resources/read", "resources/subscribe", "resources/unsubscribe");

  private final String name;
  private final String uri;

  /** Of this upstream. */
  Renaming(String upstream) {
    this.name = upstream + "__";
    this.uri = upstream + "+";
  }

  /** A request's body; what is no JSON object goes as it is. */
  byte[] request(byte[] body) {
    try {
      if (Json.read(new String(body, StandardCharsets.UTF_8)) instanceof ObjectNode message
          && message.get("params") instanceof ObjectNode params) {
        rename(message.path("method").asText(), params);
        return message.toString().getBytes(StandardCharsets.UTF_8);
      }
    } catch (RuntimeException notJson) {
      return body;
    }
    return body;
  }

  private void rename(String method, ObjectNode params) {
    if (NAMED.contains(method)) {
      prefix(params, "name", name);
    } else if (method.startsWith("tasks/")) {
      prefix(params, "taskId", name);
    } else if (READ.contains(method)) {
      prefix(params, "uri", uri);
    } else if (params.get("ref") instanceof ObjectNode ref) {
      prefix(ref, "name", name);
      prefix(ref, "uri", uri);
    } else if (params.at("/notifications/resourceSubscriptions") instanceof ArrayNode uris) {
      for (int i = 0; i < uris.size(); i++) {
        uris.set(i, uri + uris.get(i).asText());
      }
    }
  }

  private static void prefix(ObjectNode holder, String member, String prefix) {
    JsonNode value = holder.path(member);
    if (value.isTextual()) {
      holder.put(member, prefix + value.asText());
    }
  }

  /**
   * A request's head for a body of this length. It asks for an answer that is not in chunks, whose
   * lengths would not fit what is left of it.
   */
  String head(String head, int length) {
    String all =
        head.replaceFirst(" HTTP/1\\.1\r\n", " HTTP/1.0\r\n")
            .replaceFirst("(?i)\r\ncontent-length:[^\r\n]*", "\r\nContent-Length: " + length);
    boolean read = all.contains("resources/read");
    StringBuilder lines = new StringBuilder();
    for (String line : all.split("\r\n", -1)) {
      boolean named = line.regionMatches(true, 0, "mcp-name:", 0, "mcp-name:".length());
      lines.append(lines.isEmpty() ? "" : "\r\n").append(named ? named(line, read) : line);
    }
    return lines.toString();
  }

  private String named(String line, boolean read) {
    int colon = line.indexOf(':') + 1;
    String value = line.substring(colon).strip();
    String prefix = read ? uri : name;
    if (value.startsWith("=?base64?") && value.endsWith("?=")) {
      try {
        byte[] plain =
            Base64.getDecoder().decode(value.substring("=?base64?".length(), value.length() - 2));
        byte[] whole =
            (prefix + new String(plain, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
        return line.substring(0, colon)
            + " =?base64?"
            + Base64.getEncoder().encodeToString(whole)
            + "?=";
      } catch (IllegalArgumentException spoiledOnPurpose) {
        return line;
      }
    }
    return line.substring(0, colon) + " " + prefix + value;
  }

  /** An answer, line by line as it comes; its end is that of the connection. */
  void answer(InputStream from, OutputStream to) throws IOException {
    boolean head = true;
    for (byte[] line = line(from); line.length > 0; line = line(from)) {
      String text = new String(line, StandardCharsets.ISO_8859_1);
      if (!head) {
        to.write(plain(line));
      } else if (!text.regionMatches(true, 0, "content-length:", 0, "content-length:".length())) {
        to.write(line);
      }
      head &= !text.equals("\r\n");
      to.flush();
    }
  }

  private byte[] plain(byte[] line) {
    String text = new String(line, StandardCharsets.UTF_8);
    for (String prefix : List.of(name, uri)) {
      text = text.replace(prefix, "");
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] line(InputStream from) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = from.read(); next >= 0; next = from.read()) {
      line.write(next);
      if (next == '\n') {
        break;
      }
    }
    return line.toByteArray();
  }
}
