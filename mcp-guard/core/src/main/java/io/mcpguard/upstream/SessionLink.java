package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.audit.CounterSignature;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.issuance.Assertion;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;

/**
 * One legacy session's way to its upstream: over HTTP a session of the upstream's own, over stdio a
 * share of the one child.
 */
interface SessionLink extends AutoCloseable {

  /**
   * What goes out.
   *
   * @param document the message's bytes
   * @param root the message
   * @param id the request's id; {@link RequestId#NONE} for what is not answered
   * @param assertion what tells the tool server who calls
   * @param cancellation takes it back: asked right before the first byte goes out, and told how to
   *     cut what carries it
   */
  record Outbound(
      JsonDocument document,
      JsonObject root,
      RequestId id,
      Assertion assertion,
      Cancellation cancellation) {

    /** What the guard says on its own account, or passes on without an assertion. */
    static Outbound unasserted(JsonDocument document, JsonObject root, RequestId id) {
      return new Outbound(document, root, id, new Assertion.Unasserted(), Cancellation.NEVER);
    }

    /** Whether the guard asks on its own account: what a client asked can be taken back. */
    boolean isOwn() {
      return cancellation.equals(Cancellation.NEVER);
    }
  }

  /** What comes back at once. */
  sealed interface Reply {
    /** One message, whole. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
    record Whole(byte[] json, int status, CounterSignature signed) implements Reply {
      /** One that nobody was asked to sign. */
      Whole(byte[] json, int status) {
        this(json, status, new CounterSignature.NotAsked());
      }
    }

    /** Messages, one or more, until the flow ends. */
    record Flowing(Inflow flow, int status) implements Reply {}

    /** Taken; nothing will come. */
    record Taken() implements Reply {}

    /**
     * Nothing usable came; {@code status} is the upstream's, or 0, and {@code signed} what was
     * found of a signature of what it said.
     */
    record Broken(Failing failing, int status, CounterSignature signed) implements Reply {
      /** One that nobody was asked to sign. */
      Broken(Failing failing, int status) {
        this(failing, status, new CounterSignature.NotAsked());
      }
    }
  }

  /** How a link can fail, as far as the caller's answer differs. */
  enum Failing {
    /** Not reached, or broken off. */
    DOWN,
    /** Nothing of it went out: nobody there. */
    UNREACHED,
    /** Nothing of it went out: what permitted it ended meanwhile. */
    WITHDRAWN,
    /** Nothing of it went out: too much is going on. */
    BUSY,
    /** Too late. */
    SLOW,
    /** Against the protocol. */
    WRONG,
    /** It answered more than is taken. */
    OVERSIZE,
    /** It refused the request, its assertion or our credential. */
    REFUSED,
    /** It no longer knows the session. */
    SESSION_GONE,
    /** It does not offer such a stream. */
    NOT_OFFERED
  }

  /** Messages of the upstream's, as they come. */
  interface Inflow extends AutoCloseable {
    /** What a pull gives. */
    sealed interface Item {
      /** One message, with the event's id where the transport has one, else empty text. */
      @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
      record Data(byte[] json, String eventId) implements Item {}

      /** The upstream asks to be left alone for so long. */
      record Retry(long millis) implements Item {}

      /** Nothing came in the time given. */
      record Idle() implements Item {}

      /** The flow ended as it should. */
      record End() implements Item {}

      /** The flow broke off. */
      record Broken(Failing failing) implements Item {}
    }

    /** The next item, within {@code atMost}. */
    Item next(Duration atMost) throws InterruptedException;

    @Override
    void close();
  }

  /** What becomes of a result that its server did not sign. */
  default ResultCheck.Demand demand() {
    return ResultCheck.Demand.NONE;
  }

  /** Sends one message and waits for the head of the reply. */
  Reply send(Outbound message, Deadline deadline);

  /**
   * Opens the stream for what belongs to no request; {@code lastEventId} resumes one, empty text
   * does not.
   */
  Reply listen(String lastEventId, Deadline deadline);

  /** Ends the upstream's session and every flow of it. */
  @Override
  void close();
}
