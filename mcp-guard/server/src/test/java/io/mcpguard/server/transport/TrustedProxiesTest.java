package io.mcpguard.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.NameLookups;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client of every test connects from 127.0.0.1, where a proxy is or is not. */
@Timeout(60)
class TrustedProxiesTest {
  /** Tells who calls. */
  private static final class Source extends Handler.Abstract {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      byte[] source = Request.getRemoteAddr(request).getBytes(StandardCharsets.US_ASCII);
      response.write(true, ByteBuffer.wrap(source), callback);
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.9, 192.0.2.9",
    "'203.0.113.1, 192.0.2.9', 192.0.2.9",
    "'192.0.2.9, 10.0.0.7', 192.0.2.9",
    "'192.0.2.9,10.0.0.7, 10.0.0.7', 192.0.2.9",
    "10.0.0.7, 10.0.0.7",
    "192.0.2.9:4711, 192.0.2.9",
    "2001:db8::9, [2001:db8:0:0:0:0:0:9]",
    "[2001:db8::9]:4711, [2001:db8:0:0:0:0:0:9]"
  })
  void theLastAddressThatIsNoProxysIsTheClient(String said, String client) throws Exception {
    assertThat(source(Set.of("127.0.0.1", "10.0.0.7"), said)).isEqualTo(client);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "unknown",
    "localhost",
    "'192.0.2.9, '",
    "'192.0.2.9, x'",
    "300.0.2.9",
    ".:",
    "::1%1"
  })
  void whatIsNoAddressIsTheProxysOwn(String said) throws Exception {
    assertThat(source(Set.of("127.0.0.1"), said)).isEqualTo("127.0.0.1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"300.0.2.9", ".:", "localhost", "x:1", "x:1:2"})
  void whatIsNoAddressIsNotLookedUp(String hop) {
    assertThat(NameLookups.during(() -> TrustedProxies.address(hop))).isEmpty();
  }

  @Test
  void whoIsNoProxyCallsInNobodysName() throws Exception {
    assertThat(source(Set.of("10.0.0.7"), "192.0.2.9")).isEqualTo("127.0.0.1");
  }

  @Test
  void aProxyHasAsManyConnectionsAsThereAre() throws Exception {
    try (Front front = front(Set.of("127.0.0.1"));
        Socket first = connect(front);
        Socket second = connect(front)) {
      assertThat(first.isConnected()).isTrue();

      assertThat(ask(second, "192.0.2.9")).endsWith("192.0.2.9");
    }
  }

  private static String source(Set<String> proxies, String said) throws Exception {
    try (Front front = front(proxies);
        Socket socket = connect(front)) {
      String answer = ask(socket, said);
      return answer.substring(answer.lastIndexOf('\n') + 1);
    }
  }

  private static String ask(Socket socket, String said) throws IOException {
    String request =
        "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nX-Forwarded-For: "
            + said
            + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
  }

  private static Socket connect(Front front) throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), front.port());
  }

  /** One connection of one source. */
  private static Front front(Set<String> proxies) throws IOException {
    Front.Limits usual = Front.Limits.usual(4096);
    Front.Limits limits = new Front.Limits(4096, usual.headTime(), usual.idleTime(), 10, 10, 1);
    Front front =
        Front.plain(new Front.Binding("127.0.0.1", 0, limits, proxies), List.of(new Source()));
    front.start();
    return front;
  }
}
