package io.mcpguard.server.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said before a host is served by the guard that runs. */
class HelloTest {
  @Test
  void whatIsSaidIsWhatIsRead() {
    Hello hello = new Hello("files", "sha256:0");

    assertThat(Hello.read(hello.bytes())).contains(hello);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"v\":2,\"server\":\"files\",\"configuration\":\"sha256:0\"}",
        "{\"server\":\"files\",\"configuration\":\"sha256:0\"}",
        "{\"v\":1,\"configuration\":\"sha256:0\"}",
        "{\"v\":1,\"server\":\"files\"}",
        "[1]",
        "hello",
        ""
      })
  void nothingElseIs(String line) {
    assertThat(Hello.read(line.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
