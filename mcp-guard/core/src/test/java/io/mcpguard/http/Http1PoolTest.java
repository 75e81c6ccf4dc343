package io.mcpguard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http1PoolTest {
  private final Http1Client client = newClient();

  @AfterEach
  void closeClient() {
    client.close();
  }

  @Test
  void theSameConnectionCarriesManyExchanges() throws Exception {
    try (RawServer server = RawServer.answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        Http1Pool pool = pool(server)) {
      assertThat(post(pool, "one")).isEqualTo("ok");
      assertThat(post(pool, "two")).isEqualTo("ok");

      assertThat(server.accepted()).isEqualTo(1);
      assertThat(server.bodies()).containsExactly("one", "two");
    }
  }

  private Http1Pool pool(RawServer server) throws Exception {
    return client.pool(Destination.of(server.url("/mcp")), Http1Limits.standard());
  }

  private static String post(Http1Pool pool, String body) throws Exception {
    RequestHead head = RequestHead.of("POST", pool.destination(), List.of());
    Deadline deadline = Deadline.in(Duration.ofSeconds(5));
    try (Http1Exchange exchange =
        pool.send(head, List.of(), body.getBytes(StandardCharsets.UTF_8), deadline)) {
      return new String(exchange.response().readAll(1024), StandardCharsets.UTF_8);
    }
  }

  private static Http1Client newClient() {
    try {
      return new Http1Client(
          AddressPolicy.publicOnly().allowingLoopback(), SSLContext.getDefault());
    } catch (java.security.NoSuchAlgorithmException missing) {
      throw new AssertionError(missing);
    }
  }
}
