package io.mcpguard.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.upstream.LogLevel;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is kept of a session outlives the process, and the version, that kept it. */
class BridgedStateTest {
  private static final BridgedState STATE =
      new BridgedState(
          "{\"jsonrpc\":\"2.0\",\"id\":\"0\",\"method\":\"initialize\",\"params\":{ }}",
          new ServerOffer.News(Set.of("tools"), true),
          Optional.of(LogLevel.WARNING),
          List.of("file:///a"));

  @Test
  void itIsReadAsItWasKept() {
    assertThat(BridgedState.read(STATE.text())).isEqualTo(STATE);
  }

  @Test
  void soIsWhatTheVersionBeforeKept() {
    String kept =
        "{\"initialize\":\"{\\\"jsonrpc\\\":\\\"2.0\\\",\\\"id\\\":\\\"0\\\","
            + "\\\"method\\\":\\\"initialize\\\",\\\"params\\\":{ }}\","
            + "\"lists\":[\"tools\"],\"resources\":true,\"uris\":[\"file:///a\"],"
            + "\"level\":\"warning\"}";

    assertThat(BridgedState.read(kept)).isEqualTo(STATE);
  }
}
