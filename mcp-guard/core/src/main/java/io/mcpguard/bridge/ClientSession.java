package io.mcpguard.bridge;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.Answer;

/** A session of a legacy client's, whichever form its upstream speaks. */
public sealed interface ClientSession permits OwnSession, BridgedSession {
  /** The revision that was negotiated. */
  String revision();

  /** The answer to one message. */
  Answer answer(Delegated caller, McpMessage message);

  /** The answers to a batch, each element of which goes the whole way by itself. */
  Answer answerAll(Delegated caller, Envelope.Batch batch);

  /**
   * The stream of what belongs to no request.
   *
   * @param lastEventId where an earlier one broke off; empty text where none did
   */
  Answer listen(Delegated caller, String lastEventId);

  /** Ends the session. */
  Answer end();
}
