package io.mcpguard.upstream;

import io.mcpguard.audit.Status;

/** A request of the client's whose answer is awaited. */
interface Pending {
  /** The answer as the client is to get it. */
  byte[] answer(ServerMessage.Answered answer, int upstreamStatus);

  /** A notification came on the way. */
  default void notified() {}

  /** Ends without an answer. */
  void end(Status status, int upstreamStatus);
}
