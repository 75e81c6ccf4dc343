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
 * Closes connections whose request's head does not come to its end.
 *
 * <p>The attacker sends a byte now and then (slow loris), so the connection is never idle. Jetty
 * has an idle timeout and a rate for bodies, and no total time for heads; so ten times in that time
 * this looks at which connections are still inside the head that they were in before.
 */
final class HeadWatch extends AbstractLifeCycle {
  private static final int LOOKS = 10;

  private final ServerConnector connector;
  private final long pauseMillis;
  private Map<HttpConnection, Seen> inHead = new HashMap<>();

  /**
   * A connection inside a head.
   *
   * @param messages how many messages it had brought before
   * @param times how often it was seen there
   */
  private record Seen(long messages, int times) {}

  HeadWatch(ServerConnector connector, Duration longest) {
    this.connector = connector;
    this.pauseMillis = Math.max(1, longest.toMillis() / LOOKS);
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
          .filter(HeadWatch::isInHead)
          .ifPresent(connection -> {
            Seen now = seenAgain(connection);
            still.put(connection, now);
            if (now.times() > LOOKS) {
              end.close();
            }
          });
    }
    inHead = still;
    if (isRunning()) {
      later();
    }
  }

  private Seen seenAgain(HttpConnection connection) {
    long messages = connection.getMessagesIn();
    return Optional.ofNullable(inHead.get(connection))
        .filter(before -> before.messages() == messages)
        .map(before -> new Seen(messages, before.times() + 1))
        .orElse(new Seen(messages, 1));
  }

  private static boolean isInHead(HttpConnection connection) {
    HttpParser.State state = connection.getParser().getState();
    return state.compareTo(HttpParser.State.START) > 0
        && state.compareTo(HttpParser.State.CONTENT) < 0;
  }

  private static Optional<HttpConnection> http(Connection connection) {
    return switch (connection) {
      case HttpConnection plain -> Optional.of(plain);
      case SslConnection secured -> http(secured.getSslEndPoint().getConnection());
      case null, default -> Optional.empty();
    };
  }
}
