package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestMeta;
import java.nio.charset.StandardCharsets;

/**
 * {@code server/discover} of an upstream on its way to a client, without what is not spoken here:
 * "Filtered gateways must reflect what they actually honour" (2026-07-28, server/discover).
 */
record PendingDiscovery(Upstream upstream, ExchangeId exchange) implements Pending {
  private static final byte[] SPOKEN =
      ("[\"" + RequestMeta.REVISION + "\"]").getBytes(StandardCharsets.US_ASCII);

  private static final Denial NONE =
      Denial.of(Reason.UPSTREAM_WRONG, "what it says of itself is of no known form");

  @Override
  public byte[] answer(ServerMessage.Answered answer, Arrival arrival) {
    return switch (answer.kind()) {
      case RESULT ->
          answer.outcome() instanceof JsonObject result
                  && StatelessResults.incomplete(result).isEmpty()
              ? edited(answer, result)
              : Answers.error(NONE, exchange, answer.id());
      case ERROR -> Elicitations.passed(upstream, exchange, answer);
    };
  }

  private static byte[] edited(ServerMessage.Answered answer, JsonObject result) {
    Splices edits = OwnMeta.strip(result, Splices.of(answer.document()));
    edits.set(result, "supportedVersions", SPOKEN);
    StatelessResults.keepPrivate(result, edits);
    return edits.apply();
  }

  /** Nobody records it. */
  @Override
  public void end(Ending ending) {}
}
