package io.mcpguard.assertion;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Jakarta Servlet 6.1, ReadListener: "Invoked when all data for the current request has been read".
 */
class BufferedBodyTest {
  private final ServletInputStream body = new BufferedBody("call".getBytes(StandardCharsets.UTF_8));
  private final List<String> told = new ArrayList<>();

  @Test
  void aListenerThatReadsAllIsToldOfTheEndOnce() {
    body.setReadListener(new Reading(4));

    assertThat(body.isFinished()).isTrue();
    assertThat(told).containsExactly("data", "end");
  }

  @Test
  void aListenerThatLeavesBytesIsNotToldThatTheyWereRead() {
    body.setReadListener(new Reading(3));

    assertThat(body.isFinished()).isFalse();
    assertThat(told).containsExactly("data");
  }

  @Test
  void whoReadsOnMeetsTheEndAfterTheLastBytes() throws Exception {
    body.setReadListener(new Reading(1));

    assertThat(body.readNBytes(3)).asString(StandardCharsets.UTF_8).isEqualTo("all");
    assertThat(told).containsExactly("data");
    assertThat(body.read()).isNegative();
    assertThat(body.read()).isNegative();
    assertThat(told).containsExactly("data", "end");
  }

  @Test
  void anEmptyBodyIsAtItsEnd() {
    new BufferedBody(new byte[0]).setReadListener(new Reading(1));

    assertThat(told).containsExactly("end");
  }

  @Test
  void whatIsThereIsReadWithoutWaiting() throws Exception {
    assertThat(body.isReady()).isTrue();
    assertThat(body.available()).isEqualTo(4);
  }

  @Test
  void aListenerThatFailsOverTheDataIsToldAndNotToldOfTheEnd() {
    body.setReadListener(
        new Reading(4) {
          @Override
          public void onDataAvailable() throws IOException {
            throw new IOException("no room");
          }
        });

    assertThat(told).containsExactly("error");
  }

  @Test
  void aListenerThatFailsOverTheEndIsTold() {
    body.setReadListener(
        new Reading(4) {
          @Override
          public void onAllDataRead() throws IOException {
            throw new IOException("no room");
          }
        });

    assertThat(told).containsExactly("data", "error");
  }

  private class Reading implements ReadListener {
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
    public void onAllDataRead() throws IOException {
      told.add("end");
    }

    @Override
    public void onError(Throwable failed) {
      told.add("error");
    }
  }
}
