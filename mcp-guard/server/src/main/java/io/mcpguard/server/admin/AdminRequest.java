package io.mcpguard.server.admin;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing an operator asks. Prints without its arguments: one of them may be a password.
 *
 * @param operation what is asked
 * @param arguments the operation's arguments by name
 */
public record AdminRequest(Operation operation, Map<String, String> arguments) {
  private static final ReadRules RULES = new ReadRules(2, ReadRules.NumberRule.EXACT);
  private static final String DO = "do";

  public AdminRequest {
    arguments = Map.copyOf(arguments);
  }

  /** A request without arguments. */
  public static AdminRequest of(Operation operation) {
    return new AdminRequest(operation, Map.of());
  }

  /** This, with an argument more. */
  public AdminRequest with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(arguments);
    more.put(name, value);
    return new AdminRequest(operation, more);
  }

  /** An argument; empty when absent. */
  String argument(String name) {
    return arguments.getOrDefault(name, "");
  }

  /** One line of JSON, without its end. */
  byte[] bytes() {
    JsonText text = JsonText.object().put(DO, operation.word());
    arguments.forEach(text::put);
    return text.bytes();
  }

  /**
   * Reads what {@link #bytes} wrote.
   *
   * @throws IOException when it is no request; the message repeats nothing of it
   */
  static AdminRequest read(byte[] line) throws IOException {
    try {
      if (!(JsonDocument.read(line, RULES).root() instanceof JsonObject object)) {
        throw new IOException("a request must be a JSON object");
      }
      Operation operation =
          object
              .string(DO)
              .flatMap(Operation::of)
              .orElseThrow(() -> new IOException("do: is no operation of this guard's version"));
      Map<String, String> arguments = new LinkedHashMap<>();
      for (JsonMember member : object.members()) {
        if (!(member.value() instanceof JsonString value)) {
          throw new IOException("every argument must be a string");
        }
        if (!member.name().equals(DO)) {
          arguments.put(member.name(), value.value());
        }
      }
      return new AdminRequest(operation, arguments);
    } catch (MalformedJson e) {
      throw new IOException("a request must be one line of strict JSON", e);
    }
  }

  @Override
  public String toString() {
    return "AdminRequest[" + operation.word() + "]";
  }
}
