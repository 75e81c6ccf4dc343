package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.LegacySession;

/** A session at an upstream that has sessions itself: the guard's own. */
record OwnSession(McpGuard guard, LegacySession session) implements ClientSession {
  @Override
  public String revision() {
    return session.conversation().revision();
  }

  @Override
  public Answer answer(Delegated caller, McpMessage message) {
    return guard.answer(caller, session, message);
  }

  @Override
  public Answer answerAll(Delegated caller, Envelope.Batch batch) {
    return guard.answerAll(caller, session, batch);
  }

  @Override
  public Answer listen(Delegated caller, String lastEventId) {
    return guard.listen(caller, session, lastEventId);
  }

  @Override
  public Answer end() {
    return guard.end(session);
  }
}
