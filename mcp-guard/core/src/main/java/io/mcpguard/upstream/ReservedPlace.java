package io.mcpguard.upstream;

import io.mcpguard.protocol.Conversation;
import java.util.function.BiFunction;

/**
 * A place that is taken for a session while its upstream is asked what it offers: the id that the
 * client gets says that too. It is used by one thread.
 */
public final class ReservedPlace implements AutoCloseable {
  private final Conversation conversation;
  private final BiFunction<Conversation, String, SessionPlace> issuing;
  private final Runnable leaving;
  private boolean issued;

  /** Not issued yet; {@code leaving} frees the place. */
  ReservedPlace(
      Conversation conversation,
      BiFunction<Conversation, String, SessionPlace> issuing,
      Runnable leaving) {
    this.conversation = conversation;
    this.issuing = issuing;
    this.leaving = leaving;
  }

  /** The revision that was negotiated, and the run of every call in the session. */
  public Conversation conversation() {
    return conversation;
  }

  /**
   * Opens the session in its place.
   *
   * @param said what it begins with, as JSON: whoever has nothing but its id goes on with that
   */
  public SessionPlace issue(String said) {
    SessionPlace place = issuing.apply(conversation, said);
    issued = true;
    return place;
  }

  /** Gives the place back where no session was opened in it. */
  @Override
  public void close() {
    if (!issued) {
      leaving.run();
    }
  }
}
