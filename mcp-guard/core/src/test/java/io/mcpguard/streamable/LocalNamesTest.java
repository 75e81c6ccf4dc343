package io.mcpguard.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalNamesTest {
  private static final LocalNames NAMES =
      new LocalNames(
          URI.create("https://kiosk.example"),
          Set.of("http://desk.example:6274"),
          LocalNames.Binding.BEYOND);

  /** The third begins with the sign for kelvin, which Unicode, and no host, writes small as k. */
  @ParameterizedTest
  @CsvSource({"kiosk.example, true", "KIOSK.example, true", "\u212Aiosk.example, false"})
  void aHostIsAsciiInAnyCase(String host, boolean taken) {
    assertThat(NAMES.takesHost(host)).isEqualTo(taken);
  }

  @ParameterizedTest
  @CsvSource({
    "http://desk.example:6274, true",
    "HTTP://Desk.example:6274, true",
    "http://des\u212A.example:6274, false"
  })
  void soIsAnOrigin(String origin, boolean taken) {
    assertThat(NAMES.takesOrigin(origin)).isEqualTo(taken);
  }
}
