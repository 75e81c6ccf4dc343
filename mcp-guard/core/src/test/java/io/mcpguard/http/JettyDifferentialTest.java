package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is valid reads as Jetty's client, an implementation of its own, reads it. */
class JettyDifferentialTest {
  private static final HttpClient JETTY = new HttpClient();
  private static final String LINE = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = LINE + "Transfer-Encoding: chunked\r\n";
  private static final List<String> FIELDS = List.of("Content-Type", "X-One", "Mcp-Session-Id");

  record Reading(int status, List<Optional<String>> fields, String body) {}

  @BeforeAll
  static void startJetty() throws Exception {
    JETTY.setFollowRedirects(false);
    JETTY.start();
  }

  @AfterAll
  static void stopJetty() throws Exception {
    JETTY.stop();
  }

  static Stream<String> valid() {
    return Stream.of(
        LINE + "Content-Length: 0\r\n\r\n",
        LINE + "Content-Length: 5\r\nContent-Type: application/json\r\n\r\n[1,2]",
        LINE + "content-length:5\r\nCONTENT-TYPE:text/plain\r\n\r\nhello",
        LINE + "Content-Length: \t 5 \t\r\nX-One: \t a  b \t\r\n\r\nhello",
        LINE + "Content-Length: 005\r\n\r\nhello",
        LINE + "X-One:\r\nContent-Length: 2\r\n\r\nok",
        LINE + "X-One: a:b; c=\"d, e\"\r\nContent-Length: 2\r\n\r\nok",
        LINE + "X-One: " + "y".repeat(4000) + "\r\nContent-Length: 2\r\n\r\nok",
        LINE + "Mcp-Session-Id: 1868a90c\r\nContent-Length: 2\r\n\r\n{}",
        LINE + "Connection: close\r\n\r\nuntil the end",
        LINE + "\r\nuntil the end without a word about it",
        "HTTP/1.0 200 OK\r\n\r\nold",
        "HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nold",
        "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 200 Quite, in fact: (fine)\r\nContent-Length: 2\r\n\r\nok",
        "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nX-One: a\r\n\r\n",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 599 Odd\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + LINE + "Content-Length: 2\r\n\r\nok",
        CHUNKED + "\r\n0\r\n\r\n",
        CHUNKED + "\r\n5\r\nhello\r\n0\r\n\r\n",
        CHUNKED + "\r\n00005\r\nhello\r\n000\r\n\r\n",
        CHUNKED + "\r\n1\r\na\r\n1\r\nb\r\nA\r\n0123456789\r\nf\r\n0123456789abcde\r\n0\r\n\r\n",
        CHUNKED + "\r\n5;name=value\r\nhello\r\n0;last\r\n\r\n",
        CHUNKED + "\r\n5\r\nhello\r\n0\r\nX-Trailer: t\r\nX-Other: u\r\n\r\n",
        CHUNKED + "Content-Type: text/event-stream\r\n\r\na\r\ndata: {}\n\n\r\n0\r\n\r\n",
        LINE + "transfer-encoding: CHUNKED\r\n\r\n2\r\n\r\n\r\n0\r\n\r\n",
        CHUNKED + "\r\n2000\r\n" + "z".repeat(0x2000) + "\r\n0\r\n\r\n",
        LINE + "Content-Length: 20000\r\n\r\n" + "z".repeat(20_000));
  }

  @ParameterizedTest
  @MethodSource("valid")
  void bothClientsReadTheSame(String answer) throws Exception {
    try (RawServer server = RawServer.answeringOnce(answer)) {
      assertThat(ours(server.url("/"))).isEqualTo(jettys(server.url("/")));
    }
  }

  private static Reading ours(String url) throws Exception {
    AddressPolicy policy = AddressPolicy.publicOnly().allowingLoopback();
    Destination destination = Destination.of(url);
    RequestHead head = RequestHead.of("GET", destination, List.of());
    try (Http1Client client = new Http1Client(policy, SSLContext.getDefault());
        Http1Pool pool = client.pool(destination, Http1Limits.standard());
        Http1Response response =
            pool.send(head, List.of(), new byte[0], Deadline.in(Duration.ofSeconds(20)))
                .response()) {
      List<Optional<String>> fields =
          List.of(
              response.header("content-type"),
              response.header("x-one"),
              response.header("mcp-session-id"));
      String body = new String(response.readAll(1 << 20), StandardCharsets.UTF_8);
      return new Reading(response.status(), fields, body);
    }
  }

  private static Reading jettys(String url) throws Exception {
    ContentResponse response = JETTY.GET(url);
    List<Optional<String>> fields =
        FIELDS.stream().map(name -> Optional.ofNullable(response.getHeaders().get(name))).toList();
    return new Reading(response.getStatus(), fields, response.getContentAsString());
  }
}
