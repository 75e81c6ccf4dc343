package io.mcpguard.connect;

import io.mcpguard.assertion.json.Splices;
import io.mcpguard.http.Http1Response;
import io.mcpguard.protocol.RequestId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Begins a session again that the server has ended, with the host's own handshake, so that the host
 * need not know: "it MUST start a new session by sending a new InitializeRequest" (2025-11-25,
 * basic/transports).
 */
final class Handshakes {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final byte[] INITIALIZED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}"
          .getBytes(StandardCharsets.US_ASCII);
  private static final RequestId OWN = new RequestId("\"mcp-guard-connect-initialize\"");

  private final McpHttp http;
  private final LegacySession session;
  private final Notices notices;
  private final Runnable onBegun;
  private final ReentrantLock turn = new ReentrantLock();

  /** Begins sessions over {@code http}; tells {@code onBegun} of each. */
  Handshakes(McpHttp http, LegacySession session, Notices notices, Runnable onBegun) {
    this.http = http;
    this.session = session;
    this.notices = notices;
    this.onBegun = onBegun;
  }

  /** Another session than the one that has ended; nothing where none can be begun as it was. */
  Optional<LegacySession.State> again(LegacySession.State ended) throws InterruptedException {
    turn.lockInterruptibly();
    try {
      Optional<LegacySession.State> now = session.now();
      if (now.isPresent() && !now.get().equals(ended)) {
        return now;
      }
      Optional<LegacySession.State> begun = begin(ended);
      if (begun.isPresent()) {
        notices.say("the server had ended the session; it goes on in a new one");
        onBegun.run();
      }
      return begun;
    } finally {
      turn.unlock();
    }
  }

  private Optional<LegacySession.State> begin(LegacySession.State ended)
      throws InterruptedException {
    HostMessage.Request handshake = ended.handshake();
    byte[] json =
        Splices.of(handshake.document())
            .replace(handshake.root().member("id").orElseThrow(), OWN.bytes())
            .apply();
    Sent sent = http.send(McpRequest.post(List.of(), json, PATIENCE), new Cancellation());
    if (!(sent instanceof Sent.Answered(Http1Response response))) {
      return Optional.empty();
    }
    try (response) {
      Optional<ServerText> answer = Answers.only(response, OWN, PATIENCE);
      boolean same =
          response.status() == 200
              && answer
                  .flatMap(ServerText::message)
                  .flatMap(root -> root.object("result"))
                  .flatMap(result -> result.string("protocolVersion"))
                  .filter(ended.revision()::equals)
                  .isPresent();
      return same
          ? session
              .begin(handshake, answer.get(), response.header("mcp-session-id"))
              .filter(this::confirmed)
          : Optional.empty();
    } catch (IOException broken) {
      return Optional.empty();
    }
  }

  private boolean confirmed(LegacySession.State state) {
    try {
      McpRequest done = McpRequest.post(state.headers(), INITIALIZED, PATIENCE);
      if (http.send(done, new Cancellation()) instanceof Sent.Answered(Http1Response response)) {
        try (response) {
          return response.status() / 100 == 2;
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
