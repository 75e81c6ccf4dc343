package io.mcpguard.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** An id comes back as it was given out; any other is taken for the upstream's, as it is. */
class EventIdFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void whateverComesBackSaysAllThatItSaid(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);

    EventId id = EventId.read(text);

    if (id.stream().isEmpty()) {
      assertThat(id).isEqualTo(new EventId("", 0, text));
    } else {
      assertThat(EventId.read(id.text())).isEqualTo(id);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void anIdComesBackAsItWasGivenOut(byte[] utf8) {
    EventId given = new EventId("gAb_-1", 7, new String(utf8, StandardCharsets.UTF_8));

    assertThat(EventId.read(given.text())).isEqualTo(given);
  }
}
