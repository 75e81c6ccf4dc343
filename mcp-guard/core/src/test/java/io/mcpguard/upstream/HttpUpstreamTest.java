package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.RawServer;
import io.mcpguard.testkit.Ports;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpUpstreamTest {
  private static final byte[] PING = bytes("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}");
  private static final String PONG = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";

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
  void aJsonAnswerIsHandedOnAsTheBytesThatCame() throws Exception {
    try (RawServer server = RawServer.answering(ok("application/json; charset=utf-8", PONG))) {
      UpstreamReply reply = upstream(server).send(ping(), soon()).reply();

      assertThat(((Answered) reply).json()).asString().isEqualTo(PONG);
    }
  }

  @Test
  void theSessionThatTheServerBeginsIsReported() throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 200 OK\r\nMcp-Session-Id: s-1\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\n\r\n{}")) {
      UpstreamReply reply = upstream(server).send(ping(), soon()).reply();

      assertThat(((Answered) reply).head().sessionId()).contains("s-1");
    }
  }

  @Test
  void eventsAreHandedOnOneByOne() throws Exception {
    String events = "id: 7\ndata: " + PONG + "\n\nevent: message\ndata: {}\n\n";
    try (RawServer server = RawServer.answering(ok("text/event-stream", events));
        EventStream stream = (EventStream) upstream(server).send(ping(), soon()).reply()) {
      SseEvent first = (SseEvent) stream.next(soon());

      assertThat(first.id()).contains("7");
      assertThat(first.data()).asString().isEqualTo(PONG);
      assertThat(((SseEvent) stream.next(soon())).data()).asString().isEqualTo("{}");
      assertThat(stream.next(soon())).isEqualTo(new StreamClosed());
    }
  }

  @Test
  void aNotificationIsAcceptedWithoutBody() throws Exception {
    try (RawServer server =
        RawServer.answering("HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")) {
      UpstreamMessage message = UpstreamMessage.oneWay(bytes("{}"), UpstreamHeaders.none());

      assertThat(upstream(server).send(message, soon()).reply()).isInstanceOf(Accepted.class);
    }
  }

  @Test
  void aRefusalKeepsItsStatusAndBody() throws Exception {
    try (RawServer server =
        RawServer.answering(
            "HTTP/1.1 404 Not Found\r\nContent-Type: application/json\r\n"
                + "Content-Length: 2\r\n\r\n{}")) {
      Rejected reply = (Rejected) upstream(server).send(ping(), soon()).reply();

      assertThat(reply.head().status()).isEqualTo(404);
      assertThat(reply.body()).asString().isEqualTo("{}");
    }
  }

  @Test
  void aRedirectIsARefusalAndNotFollowed() throws Exception {
    try (RawServer other = RawServer.answering(ok("application/json", PONG));
        RawServer server =
            RawServer.answering(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: "
                    + other.url("/mcp")
                    + "\r\nContent-Length: 0\r\n\r\n")) {
      Rejected reply = (Rejected) upstream(server).send(ping(), soon()).reply();

      assertThat(reply.head().status()).isEqualTo(307);
      assertThat(other.accepted()).isZero();
    }
  }

  @Test
  void anAnswerOfAnotherMediaTypeIsMalformed() throws Exception {
    try (RawServer server = RawServer.answering(ok("text/html", "<html>"))) {
      assertThat(fault(upstream(server).send(ping(), soon()).reply())).isEqualTo(Fault.MALFORMED);
    }
  }

  @Test
  void anAnswerAboveTheBoundIsTooLarge() throws Exception {
    try (RawServer server =
            RawServer.answering(ok("application/json", "\"" + "x".repeat(63) + "\""));
        HttpUpstream upstream =
            new HttpUpstream(
                client, Destination.of(server.url("/mcp")), new UpstreamLimits(64, 64, 2, 2))) {
      assertThat(fault(upstream.send(ping(), soon()).reply())).isEqualTo(Fault.TOO_LARGE);
    }
  }

  @Test
  void aServerThatIsNotThereIsDownAndNothingWasSent() throws Exception {
    Destination nobody = Destination.of("http://127.0.0.1:" + Ports.free() + "/mcp");
    HttpUpstream upstream = new HttpUpstream(client, nobody, UpstreamLimits.standard());

    Failed failed = (Failed) upstream.send(ping(), soon()).reply();

    assertThat(failed.fault()).isEqualTo(Fault.DOWN);
    assertThat(failed.reach()).isEqualTo(Reach.UNSENT);
  }

  @Test
  void aServerThatDoesNotAnswerIsSlow() throws Exception {
    try (RawServer server = RawServer.running(RawServer::staySilent)) {
      Deadline deadline = Deadline.in(Duration.ofSeconds(1)); // Long enough to be asked.

      Failed failed = (Failed) upstream(server).send(ping(), deadline).reply();

      assertThat(failed.fault()).isEqualTo(Fault.SLOW);
      assertThat(failed.reach()).isEqualTo(Reach.SENT);
    }
  }

  @Test
  void aCancelledExchangeEndsItsReader() throws Exception {
    try (RawServer server = RawServer.running(RawServer::staySilent)) {
      UpstreamExchange exchange = upstream(server).send(ping(), soon());
      Thread.ofVirtual().start(exchange::cancel);

      assertThat(fault(exchange.reply())).isEqualTo(Fault.CANCELLED);
    }
  }

  @Test
  void onlyHeadersOfTheAllowListGoOut() throws Exception {
    try (RawServer server = RawServer.answering(ok("application/json", PONG))) {
      UpstreamHeaders headers =
          UpstreamHeaders.none()
              .txnToken("e30.e30.x")
              .sessionId("s")
              .protocolVersion("2025-11-25")
              .credential(new Header("Authorization", "Bearer pay"));

      upstream(server).send(UpstreamMessage.request(1, PING, headers), soon()).reply();

      assertThat(server.heads().getFirst().lines().map(line -> line.split(":", 2)[0]))
          .containsExactly(
              "POST /mcp HTTP/1.1",
              "Host",
              "Accept",
              "Content-Type",
              "Txn-Token",
              "Mcp-Session-Id",
              "MCP-Protocol-Version",
              "Authorization",
              "Content-Length",
              "");
    }
  }

  @Test
  void aCredentialCannotTakeThePlaceOfAHeaderOfTheGuard() {
    Assertions.assertThatIllegalArgumentException()
        .isThrownBy(() -> UpstreamHeaders.none().credential(new Header("host", "elsewhere")));
  }

  @Test
  void theEndOfASessionIsAcceptedWhateverTheBodyIs() throws Exception {
    try (RawServer server = RawServer.answering(ok("text/plain", "bye"))) {
      UpstreamHeaders headers = UpstreamHeaders.none().sessionId("s");

      UpstreamReply reply = upstream(server).endSession(headers, soon()).reply();

      assertThat(reply).isInstanceOf(Accepted.class);
      assertThat(server.heads().getFirst()).startsWith("DELETE /mcp HTTP/1.1\r\n");
    }
  }

  private HttpUpstream upstream(RawServer server) throws Exception {
    return new HttpUpstream(client, Destination.of(server.url("/mcp")), UpstreamLimits.standard());
  }

  private static Fault fault(UpstreamReply reply) {
    return ((Failed) reply).fault();
  }

  private static UpstreamMessage ping() {
    return UpstreamMessage.request(1, PING, UpstreamHeaders.none());
  }

  private static Deadline soon() {
    return Deadline.in(Duration.ofSeconds(10));
  }

  private static String ok(String type, String body) {
    return "HTTP/1.1 200 OK\r\nContent-Type: "
        + type
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
