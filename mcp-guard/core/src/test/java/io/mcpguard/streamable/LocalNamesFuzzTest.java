package io.mcpguard.streamable;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URI;
import java.util.Set;

/** Whatever host and origin a page names: none is taken but the guard's own, in any ASCII case. */
class LocalNamesFuzzTest {
  private static final LocalNames NAMES =
      new LocalNames(
          URI.create("https://kiosk.example:8443"),
          Set.of("http://localhost:6274"),
          LocalNames.Binding.LOOPBACK);

  @FuzzTest
  void noHostIsTakenButTheGuardsOwn(byte[] host) {
    String text = new String(host, UTF_8);

    assertThat(NAMES.takesHost(text))
        .isEqualTo(text.matches("(?i)kiosk\\.example|localhost|127\\.0\\.0\\.1|\\[::1]"));
  }

  @FuzzTest
  void noOriginIsTakenButTheGuardsOwn(byte[] origin) {
    String text = new String(origin, UTF_8);

    assertThat(NAMES.takesOrigin(text))
        .isEqualTo(text.matches("(?i)https://kiosk\\.example:8443|http://localhost:6274"));
  }
}
