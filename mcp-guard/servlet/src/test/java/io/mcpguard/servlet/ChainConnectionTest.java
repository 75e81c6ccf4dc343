package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.Failed;
import io.mcpguard.upstream.Fault;
import io.mcpguard.upstream.UpstreamExchange;
import io.mcpguard.upstream.UpstreamHeaders;
import io.mcpguard.upstream.UpstreamLimits;
import io.mcpguard.upstream.UpstreamReply;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChainConnectionTest {
  private final ChainConnection connection =
      new ChainConnection(new UpstreamLimits(1_000, 1_000, 1, 1));

  /**
   * Else a container that is out of threads for a while leaves the servlet out of reach for ever.
   */
  @Test
  void aCallThatCouldNotBeBegunTakesNoRoom() throws Exception {
    Carrier carrier = new Carrier(broken(), (request, response) -> {}, Thread::new);
    List<UpstreamReply> replies = new ArrayList<>();

    connection.carried(
        carrier,
        () -> {
          replies.add(stream());
          replies.add(stream());
        });

    assertThat(replies)
        .hasSize(2)
        .allSatisfy(reply ->
            assertThat(reply)
                .isInstanceOfSatisfying(
                    Failed.class, failed -> assertThat(failed.fault()).isEqualTo(Fault.DOWN)));
  }

  private UpstreamReply stream() {
    Deadline soon = Deadline.in(Duration.ofSeconds(5));
    try (UpstreamExchange stream = connection.openStream(UpstreamHeaders.none(), soon)) {
      return stream.reply();
    }
  }

  private static HttpServletRequest broken() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            ChainConnectionTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (request, method, arguments) -> {
              throw new IllegalStateException(method.getName());
            });
  }
}
