package io.mcpguard.streamable;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

/** An id comes back as it was given out; any other names no event. */
class EventIdFuzzTest {
  @FuzzTest(maxDuration = "30s")
  void whateverComesBackSaysAllThatItSaid(byte[] utf8) {
    String text = new String(utf8, StandardCharsets.UTF_8);

    EventId id = EventId.read(text);

    if (id.stream().isEmpty()) {
      assertThat(id).isEqualTo(EventId.own("", 0));
    } else {
      assertThat(EventId.read(id.text())).isEqualTo(id);
    }
  }

  @FuzzTest(maxDuration = "30s")
  void anIdComesBackAsItWasGivenOut(byte[] utf8) {
    String upstream = new String(utf8, StandardCharsets.UTF_8);
    EventId given =
        upstream.isEmpty()
            ? EventId.own("gAb_-1", 7)
            : new EventId("gAb_-1", 7, "c2VhbA", upstream);

    assertThat(EventId.read(given.text())).isEqualTo(given);
  }
}
