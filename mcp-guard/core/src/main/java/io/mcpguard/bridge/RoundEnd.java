package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.ServerMessage;
import java.util.Optional;

/** What came of one round of a call. */
sealed interface RoundEnd {
  /** The answer, as the client is to get it. */
  @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
  record Complete(byte[] json) implements RoundEnd {}

  /** The server wants to know more. */
  record Asking(InputRound round) implements RoundEnd {}

  /** The call cannot go on. */
  record Failed(Reason reason, String detail) implements RoundEnd {}

  /** Reads what a server answered to {@code request}. */
  static RoundEnd read(BridgedSession session, McpMessage.Request request, byte[] json) {
    if (!(ServerMessage.read(json) instanceof ServerMessage.Answered answered)) {
      return new Failed(Reason.UPSTREAM_WRONG, "its answer is none");
    }
    return switch (SessionAnswers.kind(answered)) {
      case COMPLETE ->
          new Complete(
              SessionAnswers.translated(answered, request.method(), BridgedSession.id(request)));
      case INPUT_REQUIRED -> asking(session, answered, (JsonObject) answered.outcome());
      case UNKNOWN ->
          new Failed(Reason.UPSTREAM_WRONG, "its result is of a type that nobody asked for");
    };
  }

  private static RoundEnd asking(
      BridgedSession session, ServerMessage.Answered answered, JsonObject result) {
    Optional<InputRound> round = InputRound.read(session, answered, result);
    if (round.isEmpty()) {
      return new Failed(Reason.UPSTREAM_WRONG, "it asks a client what that cannot be asked");
    }
    return session.questions().ask(round.get())
        ? new Asking(round.get())
        : new Failed(Reason.BUSY, "a session has as many open questions as it may");
  }
}
