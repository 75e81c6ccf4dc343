package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call that is open at a legacy server, and what the server asked during it and has no answer to
 * yet. Belongs to one thread at a time.
 */
final class Round {
  private final LegacyServer server;
  private final Delegated caller;
  private final EventSource events;
  private final RequestId call;
  private final List<Question> questions = new ArrayList<>();

  private record Question(RequestId id, String method, byte[] params) {}

  /** {@code call} is the id under which the server knows it. */
  Round(LegacyServer server, Delegated caller, EventSource events, RequestId call) {
    this.server = server;
    this.caller = caller;
    this.events = events;
    this.call = call;
  }

  EventSource events() {
    return events;
  }

  boolean isAsking() {
    return !questions.isEmpty();
  }

  /** The server asks the client something. */
  void ask(ServerMessage.Asked asked) {
    byte[] params =
        asked
            .root()
            .object("params")
            .map(given -> withoutElicitationId(asked.document(), given))
            .orElseGet(() -> JsonText.object().bytes());
    questions.add(new Question(RequestId.of(asked.document(), asked.id()), asked.method(), params));
  }

  /** The later revision has no such id. */
  static byte[] withoutElicitationId(JsonDocument document, JsonValue params) {
    JsonDocument alone = ServerMessage.reread(document.slice(params));
    return alone.root() instanceof JsonObject object
        ? Splices.of(alone).remove(object, "elicitationId").apply()
        : alone.bytes();
  }

  /** The server takes a question back. */
  void withdraw(RequestId id) {
    questions.removeIf(question -> question.id().equals(id));
  }

  /** The result that asks the client; the call goes on when its answers come. */
  byte[] inputRequired(Asked asked, OpenRounds rounds) {
    InputRequests requests = new InputRequests();
    questions.forEach(
        question -> requests.add(key(question), question.method(), question.params()));
    return requests.result(asked.id(), rounds.keep(asked, new OpenRounds.Answering(this)));
  }

  /** The guard's own id of a question is unguessable text, and so a good key. */
  private static String key(Question question) {
    String raw = question.id().raw();
    return raw.startsWith("\"") ? raw.substring(1, raw.length() - 1) : raw;
  }

  /** The call goes on with the client's answers, as far as they are there. */
  Answer resume(Asked asked, OpenRounds rounds) {
    Optional<JsonObject> answers = asked.params().object("inputResponses");
    for (Question question : List.copyOf(questions)) {
      Optional<JsonValue> answer = answers.flatMap(all -> all.member(key(question)));
      if (answer.isPresent()) {
        questions.remove(question);
        server.send(
            asked.caller(), answering(question, asked.request().document().slice(answer.get())));
      }
    }
    return isAsking()
        ? new Answer.Message(inputRequired(asked, rounds))
        : new Answer.Events(new StatelessEvents(asked, this, rounds));
  }

  private static byte[] answering(Question question, byte[] result) {
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", question.id().bytes())
        .raw("result", result)
        .bytes();
  }

  /** Nobody waits for the answer any more, which the server is told. */
  void abandon() {
    byte[] params = ("{\"requestId\":" + call.raw() + "}").getBytes(StandardCharsets.UTF_8);
    server.send(
        caller,
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("method", McpMethod.CANCELLED.wire())
            .raw("params", params)
            .bytes());
    events.close();
  }
}
