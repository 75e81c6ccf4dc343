package io.mcpguard.server.transport;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections whose request's head does not come to its end, or to its beginning.
 *
 * <p>The attacker sends a byte now and then (slow loris), so the connection is never idle. Jetty
 * has an idle timeout and a rate for bodies, and no total time for heads; so ten times in that time
 * this looks at which connections are still inside the head that they were in before. Bytes that
 * begin no head are no better than silence: those of a TLS handshake, and line ends between two
 * requests (RFC 9112 §2.2).
 */
final class HeadWatch extends AbstractLifeCycle {
  private static final int LOOKS = 10;

  private final ServerConnector connector;
  private final long pauseMillis;
  private final long quietLooks;
  private Map<HttpConnection, Seen> waitedFor = new HashMap<>();

  /** What a connection is waited for to bring. */
  private enum Next {
    A_HEAD,
    THE_HEADS_END
  }

  /**
   * A connection that is waited for.
   *
   * @param messages how many messages it had brought before
   * @param times how often it was seen there
   */
  private record Seen(Next next, long messages, int times) {}

  /** Allows {@code longest} for a head, and {@code idle} before one. */
  HeadWatch(ServerConnector connector, Duration longest, Duration idle) {
    this.connector = connector;
    this.pauseMillis = Math.max(1, longest.toMillis() / LOOKS);
    this.quietLooks = idle.toMillis() / pauseMillis + 1;
  }

  @Override
  protected void doStart() {
    later();
  }

  private void later() {
    connector.getScheduler().schedule(this::look, pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    Map<HttpConnection, Seen> still = new HashMap<>();
    for (EndPoint end : connector.getConnectedEndPoints()) {
      http(end.getConnection())
          .ifPresent(connection ->
              next(connection)
                  .ifPresent(next -> {
                    Seen now = seenAgain(connection, next);
                    still.put(connection, now);
                    if (now.times() > looks(next)) {
                      end.close();
                    }
                  }));
    }
    waitedFor = still;
    if (isRunning()) {
      later();
    }
  }

  private long looks(Next next) {
    return switch (next) {
      case A_HEAD -> quietLooks;
      case THE_HEADS_END -> LOOKS;
    };
  }

  private Seen seenAgain(HttpConnection connection, Next next) {
    long messages = connection.getMessagesIn();
    return Optional.ofNullable(waitedFor.get(connection))
        .filter(before -> before.next() == next && before.messages() == messages)
        .map(before -> new Seen(next, messages, before.times() + 1))
        .orElse(new Seen(next, messages, 1));
  }

  /** Empty while a request is inside: its body has a rate, and its answer may take long. */
  private static Optional<Next> next(HttpConnection connection) {
    HttpParser.State state = connection.getParser().getState();
    if (state == HttpParser.State.START) {
      return Optional.of(Next.A_HEAD);
    }
    return state.compareTo(HttpParser.State.START) > 0
            && state.compareTo(HttpParser.State.CONTENT) < 0
        ? Optional.of(Next.THE_HEADS_END)
        : Optional.empty();
  }

  private static Optional<HttpConnection> http(Connection connection) {
    return switch (connection) {
      case HttpConnection plain -> Optional.of(plain);
      case SslConnection secured -> http(secured.getSslEndPoint().getConnection());
      case null, default -> Optional.empty();
    };
  }
}
