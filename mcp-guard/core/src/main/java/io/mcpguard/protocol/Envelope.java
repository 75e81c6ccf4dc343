package io.mcpguard.protocol;

import io.mcpguard.exchange.Denial;
import java.util.List;

/** What one body holds. */
public sealed interface Envelope {
  /** What its sender waits for. */
  enum Awaits {
    /** An answer, even if it is only that there was no message. */
    ANSWER,
    /** Nothing: it is a notification, or an answer itself. */
    NOTHING
  }

  /** What its sender waits for. */
  Awaits awaits();

  /** One message. */
  record Single(McpMessage message) implements Envelope {
    @Override
    public Awaits awaits() {
      return message instanceof McpMessage.Request ? Awaits.ANSWER : Awaits.NOTHING;
    }
  }

  /** A batch of the 2025-03-26 revision; every element goes the whole way by itself. */
  record Batch(List<Envelope> elements) implements Envelope {
    public Batch {
      elements = List.copyOf(elements);
    }

    /** One element that awaits an answer is enough (2025-03-26, basic/transports). */
    @Override
    public Awaits awaits() {
      return elements.stream().anyMatch(element -> element.awaits() == Awaits.ANSWER)
          ? Awaits.ANSWER
          : Awaits.NOTHING;
    }
  }

  /**
   * Something that is refused before any stage looks at it.
   *
   * @param id the raw JSON of the message's id; {@code null} in JSON's spelling where there is none
   * @param revision the revision that the message claims in {@code params._meta}, as it came; empty
   *     text where it claims none
   */
  record Malformed(Denial denial, RequestId id, Awaits awaits, String revision)
      implements Envelope {
    /** Claims no revision. */
    public Malformed(Denial denial, RequestId id, Awaits awaits) {
      this(denial, id, awaits, "");
    }

    /** The same under another id. */
    public Malformed answering(RequestId other) {
      return new Malformed(denial, other, awaits, revision);
    }

    /** The same for another reason. */
    public Malformed because(Denial other) {
      return new Malformed(other, id, awaits, revision);
    }
  }
}
