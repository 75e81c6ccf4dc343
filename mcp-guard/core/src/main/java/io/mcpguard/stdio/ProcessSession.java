package io.mcpguard.stdio;

import io.mcpguard.bridge.ClientSession;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The session of a legacy client, which has the life of the process: its id never leaves the guard.
 * What follows {@code initialize} on the pipe waits for it.
 */
final class ProcessSession {
  private static final Duration TO_OPEN = Duration.ofSeconds(60);
  private static final String NONE = "";

  private final SessionFront sessions;
  private final StatelessEndpoint endpoint;
  private final AtomicReference<String> listenedTo = new AtomicReference<>(NONE);
  private volatile CompletableFuture<String> id = CompletableFuture.completedFuture(NONE);

  ProcessSession(SessionFront sessions, StatelessEndpoint endpoint) {
    this.sessions = sessions;
    this.endpoint = endpoint;
  }

  /** Where its messages are answered. */
  StatelessEndpoint endpoint() {
    return endpoint;
  }

  /** The id of a session whose news nobody listens to yet; for one caller alone. */
  Optional<String> beginListening() {
    String now = id();
    String before = listenedTo.getAndSet(now);
    return now.isEmpty() || now.equals(before) ? Optional.empty() : Optional.of(now);
  }

  /** A session that is being opened, and what was there before it. */
  final class Opening {
    private final CompletableFuture<String> before = id;
    private final CompletableFuture<String> opened = new CompletableFuture<>();

    /** Opens it. The one before has ended then. */
    Answer open(Delegated caller, McpMessage.Request initialize) {
      String fresh = NONE;
      try {
        Answer answer = sessions.open(caller, endpoint, initialize);
        if (answer instanceof Answer.Opened welcome) {
          fresh = welcome.sessionId();
        }
        return answer;
      } finally {
        opened.complete(fresh);
        end(caller, awaited(before));
      }
    }
  }

  /** Begins to open one; whatever comes on the pipe from now on is meant for it. */
  Opening opening() {
    Opening opening = new Opening();
    id = opening.opened;
    return opening;
  }

  /** The session's id; empty text where there is none. */
  String id() {
    return awaited(id);
  }

  /** The session, if it is still open; a refusal is recorded. */
  Outcome<ClientSession> find(Delegated caller) {
    return find(caller, id());
  }

  /** The same of a session by its id. */
  Outcome<ClientSession> find(Delegated caller, String session) {
    return sessions.find(caller, endpoint, session, "");
  }

  /** Ends the session, if there is one. */
  void end(Delegated caller) {
    end(caller, id.getNow(NONE)); // one that is being opened is not waited for
  }

  private void end(Delegated caller, String session) {
    if (session.isEmpty()) {
      return;
    }
    switch (find(caller, session)) {
      case Proceed<ClientSession>(ClientSession open) -> {
        var unused = open.end();
      }
      case Refused<ClientSession> gone -> {}
    }
  }

  private static String awaited(CompletableFuture<String> id) {
    try {
      return id.get(TO_OPEN.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException notOpened) {
      return NONE;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return NONE;
    }
  }
}
