package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A session at a legacy server, as the bridge uses it: every message takes the guard's way. */
final class OpenSession {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final McpGuard guard;
  private final Upstream upstream;
  private final LegacySession session;
  private final ServerMessage.Answered offer;
  private final Supplier<String> ids;

  /**
   * A session that is open.
   *
   * @param offer what the upstream said of itself when it was opened
   * @param ids one more id for a request in it
   */
  OpenSession(
      McpGuard guard,
      Upstream upstream,
      LegacySession session,
      ServerMessage.Answered offer,
      Supplier<String> ids) {
    this.guard = guard;
    this.upstream = upstream;
    this.session = session;
    this.offer = offer;
    this.ids = ids;
  }

  ServerMessage.Answered offer() {
    return offer;
  }

  /** A part of what the upstream can do. */
  Optional<JsonObject> ability(String name) {
    return offer.outcome() instanceof JsonObject said
        ? said.object("capabilities").flatMap(all -> all.object(name))
        : Optional.empty();
  }

  boolean isOpen() {
    return guard.isOpen(session);
  }

  Answer answer(Delegated caller, McpMessage message) {
    return guard.answer(caller, session, message);
  }

  /** Sends what no answer is due to: a notification, or the answer to a question. */
  Answer send(Delegated caller, byte[] json) {
    return answer(caller, read(guard, upstream, json));
  }

  /** Tells the server that nobody waits for the answer to a request of ours. */
  void cancel(Delegated caller, RequestId call) {
    byte[] params = ("{\"requestId\":" + call.raw() + "}").getBytes(StandardCharsets.UTF_8);
    send(
        caller,
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("method", McpMethod.CANCELLED.wire())
            .raw("params", params)
            .bytes());
  }

  /** The stream of what belongs to no request, or of what came after an event. */
  Answer listen(Delegated caller, String lastEventId) {
    return guard.listen(caller, session, lastEventId);
  }

  /** The answer to a request that cannot go on, recorded as refused. */
  Answer refuse(Asked asked, Denial denial) {
    return guard.refuse(asked.caller(), upstream, asked.request(), denial);
  }

  /** Whether the upstream did what a request of the bridge's own wants. */
  boolean takes(Delegated caller, McpMethod method, JsonText params) {
    byte[] json =
        JsonText.object()
            .put("jsonrpc", "2.0")
            .put("id", ids.get())
            .put("method", method.wire())
            .put("params", params)
            .bytes();
    return switch (send(caller, json)) {
      case Answer.Message message -> isResult(message.json());
      case Answer.Events stream -> isResult(stream.events());
      case Answer.Denied denied -> false;
      case Answer.Accepted accepted -> false;
      case Answer.Dropped dropped -> false;
      case Answer.Opened opened -> false;
      case Answer.Ended ended -> false;
      case Answer.NoStream none -> false;
    };
  }

  /** Reads the stream until the answer has come; what else it tells belongs to nobody. */
  private static boolean isResult(EventSource events) {
    Deadline deadline = Deadline.in(PATIENCE);
    try (events) {
      while (!deadline.isOver()) {
        switch (events.next(deadline.left())) {
          case EventSource.Event.Message message -> {
            if (ServerMessage.read(message.json()) instanceof ServerMessage.Answered answered) {
              return answered.kind() == ServerMessage.Answered.Kind.RESULT;
            }
          }
          case EventSource.Event.Retry retry -> {}
          case EventSource.Event.Idle idle -> {}
          case EventSource.Event.End end -> {
            return false;
          }
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static boolean isResult(byte[] json) {
    return ServerMessage.read(json) instanceof ServerMessage.Answered answered
        && answered.kind() == ServerMessage.Answered.Kind.RESULT;
  }

  /** Ends it; the upstream is told before this returns. */
  void end() {
    guard.end(session);
  }

  /** A message of the bridge's own making. */
  static McpMessage read(McpGuard guard, Upstream upstream, byte[] json) {
    if (guard.read(upstream, json) instanceof Envelope.Single(McpMessage message)) {
      return message;
    }
    throw new IllegalStateException("a message of our own cannot be read");
  }
}
