package io.mcpguard.assertion;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** JSON-RPC errors of refused messages; of the message at most its id is repeated. */
public final class RefusalText {
  private static final int LONGEST_ID = 256;

  private RefusalText() {}

  /** Answers an HTTP request with an error that has no id. */
  public static void send(HttpServletResponse answer, int status, String code, String says)
      throws IOException {
    byte[] body = body(status, code, says);
    answer.setStatus(status);
    answer.setContentType("application/json");
    answer.setHeader("Cache-Control", "no-store");
    answer.setContentLength(body.length);
    answer.getOutputStream().write(body);
  }

  /** An error without an id, as HTTP answers it. */
  static byte[] body(int status, String code, String says) {
    return answer().putNull("id").put("error", error(status, code, says)).bytes();
  }

  /** What a stdio server answers; a notification or an answer gets none. */
  static Optional<byte[]> line(byte[] refused, AssertionRejected.Reason reason) {
    JsonText error = error(reason.status(), reason.code(), reason.says());
    Optional<JsonObject> message = object(refused);
    if (message.isEmpty()) {
      return Optional.of(answer().putNull("id").put("error", error).bytes());
    }
    return message
        .filter(request -> request.member("method").isPresent())
        .flatMap(request -> request.member("id"))
        .map(id -> withId(answer(), id).put("error", error).bytes());
  }

  private static JsonText withId(JsonText answer, JsonValue id) {
    boolean valid =
        id instanceof JsonString || (id instanceof JsonNumber number && number.isInteger());
    boolean repeated = valid && id.end() - id.start() <= LONGEST_ID;
    return repeated ? answer.put("id", id) : answer.putNull("id");
  }

  private static Optional<JsonObject> object(byte[] message) {
    try {
      ReadRules rules = ReadRules.request().allowingInexactNumbers();
      return JsonDocument.read(message, rules).root() instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (MalformedJson unreadable) {
      return Optional.empty();
    }
  }

  private static JsonText answer() {
    return JsonText.object().put("jsonrpc", "2.0");
  }

  private static JsonText error(int status, String code, String says) {
    return JsonText.object()
        .put("code", 1000 + status)
        .put("message", says)
        .put("data", JsonText.object().put("reason", code));
  }
}
