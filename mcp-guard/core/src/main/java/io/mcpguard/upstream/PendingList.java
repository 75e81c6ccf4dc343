package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMethod;

/** A list that was asked for: its answer is filtered for the one who asked. */
record PendingList(ListFilter filter, McpMethod method, Delegated caller, Upstream upstream)
    implements Pending {
  @Override
  public byte[] answer(ServerMessage.Answered answer, int upstreamStatus) {
    return switch (answer.kind()) {
      case RESULT ->
          answer.outcome() instanceof JsonObject result
              ? filter.filter(method, caller, upstream, answer.document(), result).apply()
              : answer.document().bytes();
      case ERROR -> answer.document().bytes();
    };
  }

  /** Lists are not recorded. */
  @Override
  public void end(Status status, int upstreamStatus) {}
}
