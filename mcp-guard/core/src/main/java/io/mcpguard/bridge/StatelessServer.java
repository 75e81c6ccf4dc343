package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import io.mcpguard.upstream.ServerMessage;
import io.mcpguard.upstream.SessionTie;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * A server of 2026-07-28 as one session has it: everything goes through the guard.
 *
 * @param random must be unpredictable
 * @param conversation the session's, which is the run of every call in it
 */
record StatelessServer(
    McpGuard guard, StatelessEndpoint endpoint, RandomGenerator random, Conversation conversation) {
  private static final Duration LOOK = Duration.ofSeconds(30);

  Upstream upstream() {
    return endpoint.upstream();
  }

  /** What it is called where it does not say so itself. */
  String name() {
    return upstream().isFederated() ? "mcp-guard" : upstream().name();
  }

  /** Ties requests to the session. */
  SessionTie tie() {
    return SessionTie.toSession(conversation.run());
  }

  /** An id that nobody can guess. */
  RequestId mint() {
    return new RequestId('"' + ExchangeId.mint(random).value() + '"');
  }

  /** Where a request can be sent from, besides the thread of its client. */
  Executor threads() {
    return guard.threads(upstream());
  }

  /** Sends one request of the later form. */
  Answer send(Delegated caller, byte[] json, SessionTie tie) {
    return switch (guard.read(upstream(), json)) {
      case Envelope.Single(McpMessage.Request request) ->
          switch (RequestMeta.read(request)) {
            case Proceed<RequestMeta>(RequestMeta meta) ->
                endpoint.answer(caller, request, meta, tie);
            case Refused<RequestMeta>(Denial denial) ->
                guard.refuse(caller, upstream(), request, denial);
          };
      case Envelope.Malformed malformed -> guard.refuse(caller, upstream(), malformed);
      case Envelope.Single other -> throw new IllegalStateException("an edit broke a request");
      case Envelope.Batch batch -> throw new IllegalStateException("an edit broke a request");
    };
  }

  /** The same, and waits for the answer if it comes in a stream. */
  Answer ask(Delegated caller, byte[] json) {
    Answer answer = send(caller, json, tie());
    return answer instanceof Answer.Events stream ? last(stream.events()) : answer;
  }

  private static Answer last(EventSource events) {
    Optional<byte[]> last = Optional.empty();
    try (events) {
      while (true) {
        switch (events.next(LOOK)) {
          case Event.Message message -> {
            if (ServerMessage.read(message.json()) instanceof ServerMessage.Answered) {
              last = Optional.of(message.json());
            }
          }
          case Event.Retry retry -> {}
          case Event.Idle idle -> {}
          case Event.End end -> {
            return last.<Answer>map(Answer.Message::new).orElseGet(Answer.Ended::new);
          }
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Answer.Ended();
    }
  }

  /** Tells a client that its request was refused; recorded. */
  Answer refuse(Delegated caller, McpMessage.Request request, Reason reason, String detail) {
    return guard.refuse(caller, upstream(), request, denial(reason, detail));
  }

  /** The same of a stream that it asked for. */
  Answer refuseStream(Delegated caller, Reason reason, String detail) {
    return guard.refuseStream(caller, upstream(), denial(reason, detail));
  }

  /** The same of an answer, which is not told. */
  Answer drop(Delegated caller, Reason reason, String detail) {
    return new Answer.Dropped(guard.refuse(caller, upstream(), denial(reason, detail)));
  }

  private Denial denial(Reason reason, String detail) {
    return Denial.of(reason, "upstream " + upstream().name() + ": " + detail);
  }
}
