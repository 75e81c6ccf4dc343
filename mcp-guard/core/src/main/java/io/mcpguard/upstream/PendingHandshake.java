package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Status;

/**
 * A handshake request that is passed on: nobody records it, and nothing in it may pretend to be
 * ours.
 */
record PendingHandshake() implements Pending {
  @Override
  public byte[] answer(ServerMessage.Answered answer, int upstreamStatus) {
    return answer.outcome() instanceof JsonObject result && OwnMeta.isIn(result)
        ? OwnMeta.strip(result, Splices.of(answer.document())).apply()
        : answer.document().bytes();
  }

  @Override
  public void end(Status status, int upstreamStatus) {}
}
