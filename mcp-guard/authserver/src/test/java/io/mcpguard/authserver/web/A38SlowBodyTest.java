package io.mcpguard.authserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attack row A38: whoever sends a body too slowly is cut off, however they spread its bytes. */
@Timeout(60)
class A38SlowBodyTest {
  private static final Duration SHORT = Duration.ofMillis(500);
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Server jetty = new Server();
  private final ServerConnector connector = new ServerConnector(jetty);

  @AfterEach
  void stop() throws Exception {
    jetty.stop();
  }

  @Test
  void aBodyInTimeIsReadWhole() throws Exception {
    try (Socket socket = asking(2, LONG)) {
      write(socket, "{");
      write(socket, "}");

      assertThat(answer(socket)).startsWith("HTTP/1.1 200 ").endsWith("{}");
    }
  }

  @Test
  void aBodyThatTricklesIsCutOff() throws Exception {
    try (Socket socket = asking(10_000, SHORT);
        ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor()) {
      Future<?> trickle =
          pace.scheduleAtFixedRate(() -> trickle(socket), 0, 20, TimeUnit.MILLISECONDS);

      assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
      trickle.cancel(true);
    }
  }

  @Test
  void aBodyThatNeverComesIsCutOff() throws Exception {
    try (Socket socket = asking(2, SHORT)) {
      assertThat(answer(socket)).startsWith("HTTP/1.1 408 ");
    }
  }

  /** A request whose body has so many bytes, none of them sent, and so much time to come. */
  private Socket asking(int length, Duration bodyTime) throws Exception {
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.setHandler(
        new WebHandler(
            Map.of("/echo", call -> Reply.json(200, call.body()).with("Connection", "close")),
            bodyTime));
    jetty.start();
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), connector.getLocalPort());
    write(
        socket, "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + "\r\n\r\n");
    return socket;
  }

  /** Writes one byte; the throw ends the trickle once the other side has had enough. */
  private static void trickle(Socket socket) {
    try {
      write(socket, " ");
    } catch (IOException cutOff) {
      throw new UncheckedIOException(cutOff);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** All that comes; whoever still writes is cut off less gently than by an end. */
  private static String answer(Socket socket) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(answer);
    } catch (SocketException cutOff) {
      // What came before that was read.
    }
    return answer.toString(StandardCharsets.US_ASCII);
  }
}
