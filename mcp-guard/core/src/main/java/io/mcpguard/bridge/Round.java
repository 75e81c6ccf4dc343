package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call that is open at a legacy server, and what the server asked during it and has no answer to
 * yet. Belongs to one thread at a time.
 */
final class Round {
  private final OpenSession session;
  private final Delegated caller;
  private final RequestId call;
  private final List<Question> questions = new ArrayList<>();
  private EventSource events;

  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  private record Question(RequestId id, String method, byte[] params) {
    /** The guard's own id of a question is unguessable text, and so a good key. */
    String key() {
      String raw = id.raw();
      return raw.startsWith("\"") ? raw.substring(1, raw.length() - 1) : raw;
    }
  }

  /** {@code call} is the id under which the server knows it. */
  Round(OpenSession session, Delegated caller, EventSource events, RequestId call) {
    this.session = session;
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
    questions.forEach(each -> requests.add(each.key(), each.method(), each.params()));
    return requests.result(asked.id(), rounds.keep(asked, this));
  }

  /**
   * The call goes on with the client's answers, as far as they are there: what is missing is asked
   * again (2026-07-28, basic/patterns/mrtr, error handling).
   */
  Answer resume(Asked asked, OpenRounds rounds) {
    Optional<JsonObject> answers = asked.params().object(OpenRounds.ANSWERS);
    for (Question question : List.copyOf(questions)) {
      Optional<JsonValue> answer = answers.flatMap(all -> all.member(question.key()));
      if (answer.isPresent()) {
        questions.remove(question);
        byte[] json = answering(question, asked.request().document().slice(answer.get()));
        Optional<Denial> denial = denial(session.send(asked.caller(), json));
        if (denial.isPresent()) {
          abandon();
          return session.refuse(asked, denial.get());
        }
      }
    }
    return isAsking()
        ? new Answer.Message(inputRequired(asked, rounds))
        : new Answer.Events(new StatelessEvents(asked, this, rounds));
  }

  /** Why an answer did not reach the server, which still waits for it then. */
  private static Optional<Denial> denial(Answer answer) {
    return switch (answer) {
      case Answer.Dropped dropped -> Optional.of(dropped.denial());
      case Answer.Denied denied -> Optional.of(denied.denial());
      case Answer.Accepted accepted -> Optional.empty();
      case Answer.Message message -> Optional.empty();
      case Answer.Events stream -> Optional.empty();
      case Answer.Opened opened -> Optional.empty();
      case Answer.Ended ended -> Optional.empty();
      case Answer.NoStream none -> Optional.empty();
    };
  }

  private static byte[] answering(Question question, byte[] result) {
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", question.id().bytes())
        .raw("result", result)
        .bytes();
  }

  /**
   * Goes on in another stream after the one that broke off behind this event (2025-11-25,
   * basic/transports, resumability); false where there is none.
   */
  boolean goesOnAfter(String lastEventId) {
    events.close();
    if (session.listen(caller, lastEventId) instanceof Answer.Events stream) {
      events = stream.events();
      return true;
    }
    return false;
  }

  /** The last message of a call that cannot go on. */
  Answer broken(Asked asked, Denial denial) {
    abandon();
    return session.refuse(asked, denial);
  }

  /** Nobody waits for the answer any more, which the server is told. */
  void abandon() {
    session.cancel(caller, call);
    events.close();
  }
}
