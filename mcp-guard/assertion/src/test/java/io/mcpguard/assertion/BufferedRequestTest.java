package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Jakarta Servlet 6.1, ReadListener: "Invoked when all data for the current request has been read".
 */
class BufferedRequestTest {
  private final ServletInputStream body =
      new BufferedRequest(bare(), "call".getBytes(StandardCharsets.UTF_8)).getInputStream();
  private final List<String> told = new ArrayList<>();

  @Test
  void aListenerThatReadsAllIsToldOfTheEndOnce() {
    body.setReadListener(new Reading(4));

    assertThat(body.isFinished()).isTrue();
    assertThat(told).containsExactly("data", "end");
  }

  @Test
  void aListenerThatLeavesBytesIsToldOfTheEndWhenItIsMet() throws Exception {
    body.setReadListener(new Reading(1));

    assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("all");
    assertThat(told).containsExactly("data");
    assertThat(body.isFinished()).isTrue();
    assertThat(body.isFinished()).isTrue();
    assertThat(told).containsExactly("data", "end");
  }

  /** A request of which nothing is asked. */
  private static HttpServletRequest bare() {
    return (HttpServletRequest)
        Proxy.newProxyInstance(
            BufferedRequestTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (request, method, arguments) -> {
              throw new UnsupportedOperationException(method.getName());
            });
  }

  private final class Reading implements ReadListener {
    private final int most;

    Reading(int most) {
      this.most = most;
    }

    @Override
    public void onDataAvailable() throws IOException {
      told.add("data");
      body.readNBytes(most);
    }

    @Override
    public void onAllDataRead() {
      told.add("end");
    }

    @Override
    public void onError(Throwable failed) {
      told.add("error");
    }
  }
}
