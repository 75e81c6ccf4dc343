package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http1PoolTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  private Http1Client client;

  @BeforeEach
  void openClient() throws Exception {
    client =
        new Http1Client(AddressPolicy.publicOnly().allowingLoopback(), SSLContext.getDefault());
  }

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void theSameConnectionCarriesManyExchanges() throws Exception {
    try (RawServer server = RawServer.answering(OK);
        Http1Pool pool = pool(server)) {
      post(pool, "one");
      post(pool, "two");

      assertThat(server.accepted()).isEqualTo(1);
      assertThat(server.bodies()).containsExactly("one", "two");
    }
  }

  /** "Immediately before the first byte goes out … a change ends the call" (contracts §2). */
  @Test
  void nothingIsWrittenWhenTheLastLookSaysNo() throws Exception {
    try (RawServer server = RawServer.answering(OK);
        Http1Pool pool = pool(server)) {
      RequestHead head = RequestHead.of("POST", pool.destination(), List.of());

      Assertions.assertThatThrownBy(
              () -> pool.send(head, List.of(), new byte[0], soon(), () -> false))
          .isInstanceOfSatisfying(
              Http1Failure.class,
              failed -> assertThat(failed.kind()).isEqualTo(Http1Failure.Kind.WITHDRAWN));

      post(pool, "after");

      assertThat(server.bodies()).containsExactly("after");
    }
  }

  @Test
  void aConnectionThatTheServerClosedIsReplacedBeforeAByteIsWritten() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (RawServer server =
            RawServer.running((s, socket) -> {
              s.readRequest(socket);
              answer(socket, OK);
              socket.close();
              closed.countDown();
            });
        Http1Pool pool = pool(server)) {
      post(pool, "one");
      closed.await();

      assertThat(post(pool, "two")).isEqualTo("ok");
      assertThat(server.bodies()).containsExactly("one", "two");
    }
  }

  @Test
  void aConnectionOnWhichAnUnaskedAnswerWaitsIsThrownAway() throws Exception {
    CountDownLatch planted = new CountDownLatch(1);
    CountDownLatch read = new CountDownLatch(1);
    try (RawServer server =
            RawServer.running((s, socket) -> {
              while (s.readRequest(socket)) {
                answer(socket, OK);
                if (s.bodies().size() == 1) {
                  await(read);
                  answer(socket, "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
                  planted.countDown();
                }
              }
            });
        Http1Pool pool = pool(server)) {
      post(pool, "one");
      read.countDown();
      planted.await();

      assertThat(post(pool, "two")).isEqualTo("ok");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void bytesBehindAnAnswerAreNoAnswerToTheNextRequest() throws Exception {
    try (RawServer server =
            RawServer.answering(OK + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
        Http1Pool pool = pool(server)) {
      post(pool, "one");

      assertThat(post(pool, "two")).isEqualTo("ok");
      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  /** RFC 9112 §9.6: "A client that receives a close connection option MUST cease sending". */
  @Test
  void aConnectionThatTheAnswerClosesIsNotUsedAgain() throws Exception {
    try (RawServer server =
            RawServer.answering(
                "HTTP/1.1 200 OK\r\nConnection: keep-alive, Close\r\nContent-Length: 2\r\n\r\nok");
        Http1Pool pool = pool(server)) {
      post(pool, "one");
      post(pool, "two");

      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aConnectionWhoseAnswerWasNotWhollyReadIsNotUsedAgain() throws Exception {
    try (RawServer server = RawServer.answering(OK);
        Http1Pool pool = pool(server)) {
      try (Http1Exchange unread = send(pool, "one", soon())) {
        assertThat(unread.response().status()).isEqualTo(200);
      }
      post(pool, "two");

      assertThat(server.accepted()).isEqualTo(2);
    }
  }

  @Test
  void aRequestIsNotSentAgainWhenItsConnectionBreaksWithoutAnswer() throws Exception {
    try (RawServer server = RawServer.running((s, socket) -> s.readRequest(socket));
        Http1Pool pool = pool(server)) {
      Http1Failure failure = failure(pool, "once", soon());

      assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.BROKEN);
      assertThat(failure.progress()).isEqualTo(Http1Failure.Progress.SENT);
      assertThat(server.bodies()).containsExactly("once");
    }
  }

  @Test
  void aPoolThatIsFullSaysSoAtTheDeadline() throws Exception {
    try (RawServer server = RawServer.running(RawServer::staySilent);
        Http1Pool pool =
            client.pool(
                Destination.of(server.url("/")), Http1Limits.standard().withConnections(1));
        Http1Exchange inTheWay = send(pool, "one", soon())) {
      Http1Failure failure = failure(pool, "two", Deadline.in(Duration.ofMillis(20)));

      assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.BUSY);
      assertThat(failure.progress()).isEqualTo(Http1Failure.Progress.UNSENT);
      assertThat(inTheWay).isNotNull();
    }
  }

  @Test
  void aConnectionThatDidNotComeAboutInTimeGivesItsPlaceBackOnce() throws Exception {
    Semaphore placed = new Semaphore(0); // Whoever has a place looks for the address next.
    AddressPolicy policy =
        AddressPolicy.publicOnly()
            .allowingHosts(Set.of("tool.example"))
            .allowingLoopback()
            .resolvingBy((name, deadline) -> {
              placed.release();
              return List.of(InetAddress.getLoopbackAddress());
            });
    try (RawServer server = RawServer.running(RawServer::staySilent);
        Http1Client named = new Http1Client(policy, SSLContext.getDefault());
        Http1Pool pool =
            named.pool(
                Destination.of("https://tool.example:" + server.address().getPort() + "/"),
                Http1Limits.standard().withConnections(1))) {
      do {
        failure(pool, "one", Deadline.in(Duration.ofMillis(20)));
      } while (server.accepted() == 0); // Its time may be over before it has called anybody.
      placed.drainPermits();
      Thread.startVirtualThread(() -> failure(pool, "two", soon()));
      placed.acquire();

      assertThat(failure(pool, "three", Deadline.in(Duration.ofMillis(20))).kind())
          .isEqualTo(Http1Failure.Kind.BUSY);
    }
  }

  @Test
  void aConnectionIsWaitedForNoLongerThanATurnWhateverTheDeadline() throws Exception {
    Http1Limits one = Http1Limits.standard().withConnections(1).withTurn(Duration.ofMillis(20));
    try (RawServer server = RawServer.running(RawServer::staySilent);
        Http1Pool pool = client.pool(Destination.of(server.url("/")), one);
        Http1Exchange inTheWay = send(pool, "one", soon())) {
      Http1Failure failure = failure(pool, "two", Deadline.in(Duration.ofMinutes(5)));

      assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.BUSY);
      assertThat(failure.progress()).isEqualTo(Http1Failure.Progress.UNSENT);
      assertThat(inTheWay).isNotNull();
    }
  }

  @Test
  void aConnectionThatIsFreedWithinATurnIsTaken() throws Exception {
    Http1Limits one = Http1Limits.standard().withConnections(1).withTurn(Duration.ofSeconds(20));
    try (RawServer server = RawServer.answering(OK);
        Http1Pool pool = client.pool(Destination.of(server.url("/")), one)) {
      Http1Exchange inTheWay = send(pool, "one", soon());
      Thread.startVirtualThread(inTheWay::cancel);

      assertThat(post(pool, "two")).isEqualTo("ok");
    }
  }

  @Test
  void thePlaceOfACancelledExchangeIsFreeAgain() throws Exception {
    try (RawServer server =
            RawServer.running((s, socket) -> {
              if (s.readRequest(socket) && s.bodies().contains("two")) {
                answer(socket, OK);
              }
              s.readRequest(socket);
            });
        Http1Pool pool =
            client.pool(
                Destination.of(server.url("/")), Http1Limits.standard().withConnections(1))) {
      send(pool, "one", soon()).cancel();

      assertThat(post(pool, "two")).isEqualTo("ok");
    }
  }

  @Test
  void anAnswerThatStopsInItsHeadIsEndedByTheDeadline() throws Exception {
    try (RawServer server =
            RawServer.running((s, socket) -> {
              s.readRequest(socket);
              answer(socket, "HTTP/1.1 200 OK\r\nContent-Le");
              s.staySilent(socket);
            });
        Http1Pool pool = pool(server)) {
      assertThat(failure(pool, "one", Deadline.in(Duration.ofMillis(20))).kind())
          .isEqualTo(Http1Failure.Kind.TIMED_OUT);
    }
  }

  @Test
  void aServerThatDoesNotReadIsEndedByTheDeadline() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server = RawServer.running((s, socket) -> await(over));
        Http1Pool pool = pool(server)) {
      String large = "x".repeat(16 << 20);

      assertThat(failure(pool, large, Deadline.in(Duration.ofMillis(50))).kind())
          .isEqualTo(Http1Failure.Kind.TIMED_OUT);
      over.countDown();
    }
  }

  @Test
  void aBodyOfManyPiecesArrivesWhole() throws Exception {
    String large = "x".repeat(1 << 20);
    try (RawServer server = RawServer.answering(OK);
        Http1Pool pool = pool(server)) {
      assertThat(post(pool, large)).isEqualTo("ok");
      assertThat(server.bodies()).containsExactly(large);
    }
  }

  @Test
  void anInterruptedCallerGetsACancellation() throws Exception {
    try (RawServer server = RawServer.running(RawServer::staySilent);
        Http1Pool pool = pool(server)) {
      Http1Exchange exchange = send(pool, "one", soon());
      Thread.currentThread().interrupt();

      Http1Failure failure =
          Assertions.catchThrowableOfType(Http1Failure.class, exchange::response);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.CANCELLED);
    }
  }

  /**
   * RFC 9110 §15.2: a client MUST be able to parse one or more 1xx responses before a final one.
   */
  @Test
  void interimAnswersAreSkipped() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n";
    try (RawServer server = RawServer.answering(interim.repeat(8) + OK);
        Http1Pool pool = pool(server)) {
      assertThat(post(pool, "one")).isEqualTo("ok");
    }
  }

  @Test
  void aNinthInterimAnswerIsTooMany() throws Exception {
    String interim = "HTTP/1.1 103 Early Hints\r\n\r\n";
    try (RawServer server = RawServer.answering(interim.repeat(9) + OK);
        Http1Pool pool = pool(server)) {
      assertThat(failure(pool, "one", soon()).kind()).isEqualTo(Http1Failure.Kind.MALFORMED);
    }
  }

  @Test
  void anAnswerThatEndsEarlyIsBroken() throws Exception {
    try (RawServer server =
            RawServer.answeringOnce("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok");
        Http1Pool pool = pool(server)) {
      assertThat(failure(pool, "one", soon()).kind()).isEqualTo(Http1Failure.Kind.BROKEN);
    }
  }

  @Test
  void aClosedPoolEndsItsExchanges() throws Exception {
    try (RawServer server = RawServer.running(RawServer::staySilent)) {
      Http1Pool pool = pool(server);
      Http1Exchange exchange = send(pool, "one", soon());
      pool.close();

      Http1Failure failure =
          Assertions.catchThrowableOfType(Http1Failure.class, exchange::response);
      assertThat(failure.kind()).isEqualTo(Http1Failure.Kind.CANCELLED);
    }
  }

  private Http1Pool pool(RawServer server) throws Exception {
    return client.pool(Destination.of(server.url("/mcp")), Http1Limits.standard());
  }

  private static Http1Failure failure(Http1Pool pool, String body, Deadline deadline) {
    return Assertions.catchThrowableOfType(
        Http1Failure.class, () -> send(pool, body, deadline).response().readAll(1024));
  }

  private static String post(Http1Pool pool, String body) throws Exception {
    try (Http1Exchange exchange = send(pool, body, soon())) {
      return new String(exchange.response().readAll(1024), StandardCharsets.UTF_8);
    }
  }

  private static Http1Exchange send(Http1Pool pool, String body, Deadline deadline)
      throws Http1Failure {
    RequestHead head = RequestHead.of("POST", pool.destination(), List.of());
    return pool.send(head, List.of(), body.getBytes(StandardCharsets.UTF_8), deadline);
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofMinutes(1));
  }

  private static void answer(Socket socket, String bytes) throws IOException {
    socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
