package io.mcpguard.server.command;

import io.mcpguard.server.config.Configuration;
import java.util.List;
import java.util.Map;

/** Where {@code check} learns which tools the upstreams had at first contact. */
public interface PinnedTools {
  /** The pins in the data directory of {@code configuration}, read without starting anything. */
  Pins read(Configuration configuration);

  /** What was found. */
  sealed interface Pins {
    /** The tools by upstream. */
    record Known(Map<String, List<String>> tools) implements Pins {
      public Known {
        tools = Map.copyOf(tools);
      }
    }

    /** No upstream was ever contacted. */
    record Absent() implements Pins {}
  }

  /** No pins were ever made. */
  static PinnedTools absent() {
    return configuration -> new Pins.Absent();
  }
}
