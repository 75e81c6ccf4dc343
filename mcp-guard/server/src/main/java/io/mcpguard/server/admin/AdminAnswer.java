package io.mcpguard.server.admin;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a request.
 *
 * @param exit the exit code: 0 done, 1 the answer is no, 2 wrong usage, 3 something is unreachable
 * @param said one sentence for a person; may be empty
 * @param rows what was listed, by column
 */
public record AdminAnswer(int exit, String said, List<Map<String, String>> rows) {
  private static final ReadRules RULES = new ReadRules(3, ReadRules.NumberRule.EXACT);

  public AdminAnswer {
    rows = rows.stream().map(Map::copyOf).toList();
  }

  /** It is done. */
  public static AdminAnswer done(String said) {
    return new AdminAnswer(0, said, List.of());
  }

  /** The answer is no. */
  public static AdminAnswer no(String said) {
    return new AdminAnswer(1, said, List.of());
  }

  /** The request was wrong. */
  public static AdminAnswer wrong(String said) {
    return new AdminAnswer(2, said, List.of());
  }

  /** Something it needs is unreachable. */
  public static AdminAnswer unreachable(String said) {
    return new AdminAnswer(3, said, List.of());
  }

  /** A list. */
  public static AdminAnswer list(List<Map<String, String>> rows) {
    return new AdminAnswer(0, "", rows);
  }

  /** One line of JSON, without its end. */
  public byte[] bytes() {
    return JsonText.object()
        .put("exit", exit)
        .put("said", said)
        .putAll("rows", rows.stream().map(AdminAnswer::row).toList())
        .bytes();
  }

  private static JsonText row(Map<String, String> row) {
    JsonText text = JsonText.object();
    row.forEach(text::put);
    return text;
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException when it is no answer
   */
  public static AdminAnswer read(byte[] line) throws IOException {
    try {
      if (JsonDocument.read(line, RULES).root() instanceof JsonObject object) {
        return read(object);
      }
      throw malformed();
    } catch (MalformedJson e) {
      throw new IOException("what answered on the socket is no guard of this version", e);
    }
  }

  private static AdminAnswer read(JsonObject object) throws IOException {
    long exit = object.integer("exit").orElseThrow(AdminAnswer::malformed);
    if (exit < 0 || exit > 3) {
      throw malformed();
    }
    List<Map<String, String>> rows = new ArrayList<>();
    JsonArray array = object.array("rows").orElseThrow(AdminAnswer::malformed);
    for (JsonValue value : array.values()) {
      rows.add(row(value));
    }
    return new AdminAnswer(
        (int) exit, object.string("said").orElseThrow(AdminAnswer::malformed), rows);
  }

  private static Map<String, String> row(JsonValue value) throws IOException {
    if (!(value instanceof JsonObject object)) {
      throw malformed();
    }
    Map<String, String> row = new LinkedHashMap<>();
    for (JsonMember member : object.members()) {
      if (!(member.value() instanceof JsonString text)) {
        throw malformed();
      }
      row.put(member.name(), text.value());
    }
    return row;
  }

  private static IOException malformed() {
    return new IOException("what answered on the socket is no guard of this version");
  }
}
