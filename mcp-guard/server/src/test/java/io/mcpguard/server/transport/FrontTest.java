package io.mcpguard.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.server.config.Problems;
import io.mcpguard.server.config.Secret;
import io.mcpguard.server.config.TlsIdentity;
import io.mcpguard.server.config.TlsSettings;
import io.mcpguard.testkit.LoopbackCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A38 at the listener: what strangers may take, and how the guard stops. */
@Timeout(60)
class FrontTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch done = new CountDownLatch(1);
  private Front front = front(limits(Duration.ofSeconds(30), 10, 10, 10));

  /** Answers {@code /slow} once the test says so, and everything else at once. */
  private final class Slow extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback)
        throws InterruptedException {
      if (Request.getPathInContext(request).equals("/slow")) {
        entered.countDown();
        done.await();
      }
      callback.succeeded();
      return true;
    }
  }

  @AfterEach
  void stop() throws Exception {
    done.countDown();
    front.close();
  }

  @Test
  void aHeadThatNeverEndsIsCutOff() throws Exception {
    start(limits(Duration.ofMillis(200), 10, 10, 10));
    try (Socket socket = connect()) {
      say(socket, "POST / HTTP/1.1\r\nHost: 127");

      assertThat(firstByte(socket)).isEqualTo(-1);
    }
  }

  // A server ignores them (RFC 9112 section 2.2), so they are no sign of a request to come.
  @Test
  void lineEndsDoNotHoldAConnection() throws Exception {
    start(quick());
    try (Socket socket = connect()) {
      assertThat(bytesUntilClosed(socket, "\n")).isPositive();
    }
  }

  @Test
  void aHandshakeThatNeverEndsDoesNotHoldAConnection(@TempDir Path folder) throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make(folder);
    front = secured(quick(), certificate.certificatePem(), certificate.keyPem());
    front.start();
    try (Socket socket = connect()) {
      // A record of a ClientHello of 16,384 bytes, of which all but the first few are to come.
      say(socket, "\u0016\u0003\u0001@\u0000\u0001\u0000?p");

      assertThat(bytesUntilClosed(socket, "x")).isPositive();
    }
  }

  @Test
  void aConnectionThatAsksAgainAndAgainIsNotCutOff() throws Exception {
    Duration idle = Duration.ofSeconds(2);
    start(new Front.Limits(4096, Duration.ofMillis(500), idle, 10, 10, 10));
    long end = System.nanoTime() + idle.multipliedBy(2).toNanos();
    try (Socket socket = connect()) {
      while (System.nanoTime() < end) {
        say(socket, GET);
        assertThat(head(socket)).startsWith("HTTP/1.1 200");
      }
    }
  }

  @Test
  void aConnectionThatHasAskedAndWaitsIsNotCutOff() throws Exception {
    start(limits(Duration.ofMillis(200), 10, 10, 10));
    CompletableFuture<Integer> slow = ask("/slow");
    entered.await();
    try (Socket socket = connect()) {
      say(socket, "POST / HTTP/1.1\r\nHost: 127");
      assertThat(firstByte(socket)).isEqualTo(-1);
    }

    done.countDown();

    assertThat(slow.get()).isEqualTo(200);
  }

  @Test
  void withACertificateAndItsKeyItSpeaksHttps(@TempDir Path folder) throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make(folder);
    front = secured(Front.Limits.usual(4096), certificate.certificatePem(), certificate.keyPem());
    front.start();
    HttpRequest get =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + front.port() + "/")).build();

    try (HttpClient trusting = HttpClient.newBuilder().sslContext(certificate.context()).build()) {
      assertThat(trusting.send(get, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void whoComesToAFullHouseIsToldSo() throws Exception {
    start(limits(Duration.ofSeconds(30), 1, 10, 10));
    CompletableFuture<Integer> inside = ask("/slow");
    entered.await();

    assertThat(ask("/").get()).isEqualTo(503);

    done.countDown();
    assertThat(inside.get()).isEqualTo(200);
  }

  @Test
  void oneSourceMayNotTakeEveryConnection() throws Exception {
    start(limits(Duration.ofSeconds(30), 10, 10, 1));
    try (Socket first = connect();
        Socket second = connect()) {
      say(second, GET);
      assertThat(firstByte(second)).isEqualTo(-1);

      say(first, GET);
      assertThat(firstByte(first)).isEqualTo('H');
    }
  }

  @Test
  void whoComesBeyondTheConnectionsThatThereAreIsToldSoAndClosed() throws Exception {
    start(limits(Duration.ofSeconds(30), 10, 1, 10));
    try (Socket first = connect()) {
      say(first, GET);
      assertThat(status(first)).startsWith("HTTP/1.1 200");

      // Comes now, for it is closed without a word where it says nothing for two seconds.
      try (Socket beyond = connect()) {
        say(beyond, GET);
        assertThat(new String(beyond.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
            .startsWith("HTTP/1.1 503")
            .contains("Retry-After");
      }
    }
  }

  @Test
  void whoComesWhenOneHasLeftIsServed() throws Exception {
    start(limits(Duration.ofSeconds(30), 10, 1, 10));
    try (Socket first = connect()) {
      say(first, GET);
      status(first);
    }

    String status = "";
    while (!status.startsWith("HTTP/1.1 200")) {
      try (Socket next = connect()) {
        say(next, GET);
        status = status(next);
      }
    }
  }

  @Test
  void whoComesBeyondAndSaysNothingIsClosedSoon() throws Exception {
    start(limits(Duration.ofSeconds(30), 10, 1, 10));
    try (Socket first = connect();
        Socket beyond = connect()) {
      assertThat(firstByte(beyond)).isEqualTo(-1);

      say(first, GET);
      assertThat(status(first)).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void whoeverIsInsideIsAnsweredBeforeTheGuardStops() throws Exception {
    start(limits(Duration.ofSeconds(30), 10, 10, 10));
    CompletableFuture<Integer> inside = ask("/slow");
    entered.await();
    Thread stopping = Thread.startVirtualThread(() -> drain(front));
    while (ask("/").get() != 503) {
      Thread.onSpinWait();
    }

    done.countDown();
    stopping.join();

    assertThat(inside.get()).isEqualTo(200);
  }

  private static void drain(Front front) {
    try {
      front.drain(Duration.ofSeconds(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Front.Limits limits(Duration head, int inside, int connections, int perSource) {
    return new Front.Limits(4096, head, Duration.ofSeconds(30), inside, connections, perSource);
  }

  /** A second for a head or before one. */
  private static Front.Limits quick() {
    return new Front.Limits(4096, Duration.ofSeconds(1), Duration.ofSeconds(1), 10, 10, 10);
  }

  /** How often {@code text} could be said, at a pace that is never idle, until nobody listened. */
  private static int bytesUntilClosed(Socket socket, String text) throws IOException {
    socket.setSoTimeout(100);
    for (int times = 1; times < 200; times++) {
      try {
        say(socket, text);
        if (socket.getInputStream().read() < 0) {
          return times;
        }
      } catch (SocketTimeoutException stillOpen) {
        // Says it again.
      } catch (SocketException reset) {
        return times;
      }
    }
    throw new AssertionError("the connection was held for 20 seconds");
  }

  private void start(Front.Limits limits) throws Exception {
    front = front(limits);
    front.start();
  }

  private Front secured(Front.Limits limits, String certificate, String key) throws IOException {
    TlsIdentity identity =
        TlsIdentity.read(TlsSettings.of(Secret.of(certificate), Secret.of(key)), new Problems())
            .orElseThrow();
    return Front.secured(new Front.Binding("127.0.0.1", 0, limits), identity, List.of(new Slow()));
  }

  private Front front(Front.Limits limits) {
    return Front.plain(new Front.Binding("127.0.0.1", 0, limits), List.of(new Slow()));
  }

  private CompletableFuture<Integer> ask(String path) {
    HttpRequest post =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + front.port() + path))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return http.sendAsync(post, HttpResponse.BodyHandlers.discarding())
        .thenApply(HttpResponse::statusCode);
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), front.port());
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The status line. */
  private static String status(Socket socket) throws IOException {
    byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
    return new String(line, StandardCharsets.US_ASCII);
  }

  /** The head of an answer that has no body. */
  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().readNBytes(1)[0]);
    }
    return head.toString();
  }

  /** The first byte of the answer; -1 where the connection was closed without one. */
  private static int firstByte(Socket socket) {
    try {
      return socket.getInputStream().read();
    } catch (IOException reset) {
      return -1;
    }
  }
}
