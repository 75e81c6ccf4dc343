package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.ExchangeId;

/**
 * A handshake request that is passed on: nobody records it, and nothing in it may pretend to be
 * ours.
 */
record PendingHandshake(Upstream upstream, ExchangeId exchange) implements Pending {
  @Override
  public byte[] answer(ServerMessage.Answered answer, Arrival arrival) {
    return switch (answer.kind()) {
      case RESULT ->
          answer.outcome() instanceof JsonObject result && OwnMeta.isIn(result)
              ? OwnMeta.strip(result, Splices.of(answer.document())).apply()
              : answer.document().bytes();
      case ERROR -> Elicitations.passed(upstream, exchange, answer);
    };
  }

  @Override
  public void end(Ending ending) {}
}
