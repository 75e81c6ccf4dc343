package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An upstream answers so that two readers would see two messages: each such answer is refused. */
class ResponseSmugglingTest {
  private static final String LINE = "HTTP/1.1 200 OK\r\n";
  private static final String CHUNKED = LINE + "Transfer-Encoding: chunked\r\n\r\n";

  static Stream<Arguments> malformed() {
    return Stream.of(
        // RFC 9112 §2.2: bare LF and bare CR
        Arguments.of(
            "bare LF behind the status line", "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n"),
        Arguments.of("bare LF behind a field", LINE + "A: b\nContent-Length: 0\r\n\r\n"),
        Arguments.of("bare CR in a field", LINE + "A: b\rContent-Length: 5\r\n\r\n"),
        Arguments.of("NUL in a field", LINE + "A: b\0c\r\nContent-Length: 0\r\n\r\n"),
        // §4: status line
        Arguments.of("HTTP/2 status line", "HTTP/2 200\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("HTTP/1.2", "HTTP/1.2 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("lower-case name", "http/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("two spaces", "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("two digits", "HTTP/1.1 20 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("status 600", "HTTP/1.1 600 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("status 099", "HTTP/1.1 099 OK\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("leading empty line", "\r\n" + LINE + "Content-Length: 0\r\n\r\n"),
        Arguments.of("no status line", "Content-Length: 0\r\n\r\n"),
        // §5: fields
        Arguments.of("folded line", LINE + "A: b\r\n c\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("space first", LINE + " A: b\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("space before the colon", LINE + "Content-Length : 0\r\n\r\n"),
        Arguments.of("no colon", LINE + "Content-Length\r\n\r\n"),
        Arguments.of("no name", LINE + ": b\r\nContent-Length: 0\r\n\r\n"),
        Arguments.of("odd name", LINE + "A(b): c\r\nContent-Length: 0\r\n\r\n"),
        // §6.3: Content-Length
        Arguments.of("two lengths", LINE + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc"),
        Arguments.of(
            "the same length twice", LINE + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab"),
        Arguments.of("a list of lengths", LINE + "Content-Length: 2, 2\r\n\r\nab"),
        Arguments.of("a signed length", LINE + "Content-Length: +2\r\n\r\nab"),
        Arguments.of("a negative length", LINE + "Content-Length: -2\r\n\r\nab"),
        Arguments.of("a hexadecimal length", LINE + "Content-Length: 0x2\r\n\r\nab"),
        Arguments.of("an empty length", LINE + "Content-Length:\r\n\r\nab"),
        Arguments.of("an endless length", LINE + "Content-Length: 99999999999999999999\r\n\r\n"),
        // §6.1: Transfer-Encoding
        Arguments.of(
            "length and coding",
            LINE + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "coding twice",
            LINE + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of("two codings", LINE + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of("another coding", LINE + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
        Arguments.of("no coding", LINE + "Transfer-Encoding:\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "coding in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of(
            "coding in 204",
            "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        Arguments.of("switching protocols", "HTTP/1.1 101 Switching Protocols\r\n\r\n"),
        // §7.1: chunks
        Arguments.of("a chunk without size", CHUNKED + "\r\nab\r\n0\r\n\r\n"),
        Arguments.of("a signed chunk size", CHUNKED + "+2\r\nab\r\n0\r\n\r\n"),
        Arguments.of("a prefixed chunk size", CHUNKED + "0x2\r\nab\r\n0\r\n\r\n"),
        Arguments.of("a space before the size", CHUNKED + " 2\r\nab\r\n0\r\n\r\n"),
        Arguments.of("a space behind the size", CHUNKED + "2 \r\nab\r\n0\r\n\r\n"),
        Arguments.of("a size of 16 digits", CHUNKED + "0000000000000002\r\nab\r\n0\r\n\r\n"),
        Arguments.of("bare LF behind the size", CHUNKED + "2\nab\r\n0\r\n\r\n"),
        Arguments.of("bare LF behind a chunk", CHUNKED + "2\r\nab\n0\r\n\r\n"),
        Arguments.of("a chunk longer than its size", CHUNKED + "2\r\nabc\r\n0\r\n\r\n"),
        Arguments.of("a chunk shorter than its size", CHUNKED + "3\r\nab\r\n0\r\n\r\n"),
        Arguments.of("bare LF in an extension", CHUNKED + "2;a\nb\r\nab\r\n0\r\n\r\n"),
        Arguments.of("bare CR in an extension", CHUNKED + "2;a\rb\r\nab\r\n0\r\n\r\n"),
        Arguments.of(
            "an endless extension", CHUNKED + "2;" + "a".repeat(300) + "\r\nab\r\n0\r\n\r\n"),
        Arguments.of("bare LF behind the last chunk", CHUNKED + "2\r\nab\r\n0\n\n"),
        Arguments.of("a folded trailer", CHUNKED + "0\r\nA: b\r\n c\r\n\r\n"),
        Arguments.of("an odd trailer", CHUNKED + "0\r\nGET / HTTP/1.1\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformed")
  void isMalformed(String fault, String answer) throws Exception {
    assertThat(failure(answer).kind()).as(fault).isEqualTo(Http1Failure.Kind.MALFORMED);
  }

  static Stream<Arguments> tooLarge() {
    return Stream.of(
        Arguments.of("101 fields", LINE + "A: b\r\n".repeat(101) + "\r\n"),
        Arguments.of("17 KiB of head", LINE + "A: " + "b".repeat(17 << 10) + "\r\n\r\n"),
        Arguments.of("a head without end", LINE + "A: " + "b".repeat(40 << 10)),
        Arguments.of(
            "17 KiB of trailers", CHUNKED + "0\r\nA: " + "b".repeat(17 << 10) + "\r\n\r\n"),
        Arguments.of("a body beyond its cap", LINE + "Content-Length: 1025\r\n\r\n"),
        Arguments.of(
            "chunks beyond their cap", CHUNKED + "401\r\n" + "b".repeat(1025) + "\r\n0\r\n\r\n"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tooLarge")
  void isTooLarge(String fault, String answer) throws Exception {
    assertThat(failure(answer).kind()).as(fault).isEqualTo(Http1Failure.Kind.TOO_LARGE);
  }

  private static Http1Failure failure(String answer) throws Exception {
    AddressPolicy policy = AddressPolicy.publicOnly().allowingLoopback();
    try (RawServer server = RawServer.answeringOnce(answer);
        Http1Client client = new Http1Client(policy, SSLContext.getDefault());
        Http1Pool pool = client.pool(Destination.of(server.url("/mcp")), Http1Limits.standard())) {
      RequestHead head = RequestHead.of("GET", pool.destination(), List.of());
      return Assertions.catchThrowableOfType(
          Http1Failure.class,
          () ->
              pool.send(head, List.of(), new byte[0], Deadline.in(Duration.ofSeconds(20)))
                  .response()
                  .readAll(1024));
    }
  }
}
