package io.mcpguard.protocol;

import io.mcpguard.exchange.Denial;
import java.util.List;

/** What one body holds. */
public sealed interface Envelope {
  /** One message. */
  record Single(McpMessage message) implements Envelope {}

  /** A batch of the 2025-03-26 revision; every element goes the whole way by itself. */
  record Batch(List<Envelope> elements) implements Envelope {
    public Batch {
      elements = List.copyOf(elements);
    }
  }

  /**
   * Something that is refused before any stage looks at it.
   *
   * @param id the raw JSON of the message's id; {@code null} in JSON's spelling where there is none
   */
  record Malformed(Denial denial, RequestId id) implements Envelope {}
}
