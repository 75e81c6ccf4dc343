package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.McpMethod;
import java.util.Optional;

/** A list that was asked for: its answer is filtered for the one who asked. */
record PendingList(
    ListFilter filter, McpMethod method, Delegated caller, Dialogue session, ExchangeId exchange)
    implements Pending {
  @Override
  public byte[] answer(ServerMessage.Answered answer, Arrival arrival) {
    return switch (answer.kind()) {
      case RESULT -> filtered(answer);
      case ERROR -> Elicitations.passed(session.upstream(), exchange, answer);
    };
  }

  /** What is no list of its kind cannot be filtered, so nobody sees it. */
  private byte[] filtered(ServerMessage.Answered answer) {
    if (!(answer.outcome() instanceof JsonObject result)) {
      return noList(answer);
    }
    Optional<Denial> denial = StatelessResults.incomplete(result);
    if (denial.isPresent()) {
      return Answers.error(denial.get(), exchange, answer.id());
    }
    Optional<Splices> edits =
        filter.filter(method, caller, session.upstream(), answer.document(), result);
    edits.ifPresent(all -> keepPrivate(result, all));
    return edits.map(Splices::apply).orElseGet(() -> noList(answer));
  }

  /** What the later revision says to caches, earlier ones have no word for. */
  private void keepPrivate(JsonObject result, Splices edits) {
    switch (session) {
      case StatelessRequest alone -> StatelessResults.keepPrivate(result, edits);
      case LegacySession in -> {}
    }
  }

  private byte[] noList(ServerMessage.Answered answer) {
    Denial denial = Denial.of(Reason.UPSTREAM_WRONG, "its list is no list");
    return Answers.error(denial, exchange, answer.id());
  }

  /** Lists are not recorded. */
  @Override
  public void end(Ending ending) {}
}
