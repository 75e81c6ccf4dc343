package io.mcpguard.upstream;

/** A request of the client's whose answer is awaited. */
interface Pending {
  /** The answer as the client is to get it. */
  byte[] answer(ServerMessage.Answered answer, Arrival arrival);

  /** A notification came on the way. */
  default void notified() {}

  /** Ends without an answer. */
  void end(Ending ending);
}
