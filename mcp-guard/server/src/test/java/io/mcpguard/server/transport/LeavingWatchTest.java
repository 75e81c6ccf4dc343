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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeavingWatchTest {
  private static final String ASK =
      "POST /wait HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}";
  private static final String NEXT = "POST /next HTTP/1.1\r\nHost: localhost\r\n\r\n";

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);
  private final Semaphore gone = new Semaphore(0);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final Waiting waiting = new Waiting();
  private Front front = Front.plain(binding(), List.of(waiting));

  /** Answers {@code /next} at once and the others when the test says so, each with its path. */
  private final class Waiting extends Handler.Abstract {
    private final LeavingWatch watch = new LeavingWatch();

    Waiting() {
      installBean(watch);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      String path = Request.getPathInContext(request);
      try (JettyExchange exchange = new JettyExchange(request, response, watch)) {
        exchange.body().readAllBytes();
        switch (path) {
          case "/wait" -> {
            exchange.whenLeft(left::countDown);
            entered.countDown();
            answer.await();
          }
          case "/gone" -> {
            exchange.whenLeft(gone::release);
            answer.await();
          }
          default -> {}
        }
        exchange.status(200);
        exchange.whole(path.getBytes(StandardCharsets.US_ASCII));
        callback.succeeded();
      } catch (IOException gone) {
        callback.failed(gone);
      }
      return true;
    }
  }

  @AfterEach
  void stop() throws Exception {
    answer.countDown();
    front.close();
  }

  @Test
  void whoLeavesBeforeTheAnswerIsNoticed() throws Exception {
    front.start();
    try (Socket socket = connect()) {
      say(socket, ASK);
      entered.await();
    }

    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoLeavesBeforeTheAnswerIsNoticedThroughTls(@TempDir Path folder) throws Exception {
    LoopbackCertificate certificate = LoopbackCertificate.make(folder);
    TlsIdentity identity =
        TlsIdentity.read(
                TlsSettings.of(
                    Secret.of(certificate.certificatePem()), Secret.of(certificate.keyPem())),
                new Problems())
            .orElseThrow();
    front = Front.secured(binding(), identity, List.of(waiting));
    front.start();
    try (Socket socket =
        certificate
            .context()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), front.port())) {
      say(socket, ASK);
      entered.await();
    }

    assertThat(left.await(20, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoWaitsIsAnswered() throws Exception {
    front.start();
    try (Socket socket = connect()) {
      say(socket, ASK);
      awaitLooks();

      answer.countDown();

      assertThat(body(socket)).isEqualTo("/wait");
      assertThat(left.getCount()).isEqualTo(1);
    }
  }

  /** "A client that supports persistent connections MAY pipeline" (RFC 9112 §9.3.2). */
  @Test
  void whatWasAskedAheadIsAnsweredNext() throws Exception {
    front.start();
    try (Socket socket = connect()) {
      say(socket, ASK);
      entered.await();
      say(socket, NEXT);
      awaitLooks();

      answer.countDown();

      assertThat(List.of(body(socket), body(socket))).containsExactly("/wait", "/next");
      assertThat(left.getCount()).isEqualTo(1);
    }
  }

  /** Others come after this client and are seen to leave; so it was looked at too. */
  private void awaitLooks() throws Exception {
    entered.await();
    for (int others = 1; others <= 2; others++) {
      try (Socket other = connect()) {
        say(other, ASK.replace("/wait", "/gone"));
      }
      assertThat(gone.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Front.Binding binding() {
    return new Front.Binding("127.0.0.1", 0, Front.Limits.usual(4096));
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), front.port());
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** The body of the next answer. */
  private static String body(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      head.append((char) socket.getInputStream().read());
    }
    byte[] body = socket.getInputStream().readNBytes("/wait".length());
    return new String(body, StandardCharsets.US_ASCII);
  }
}
