package io.mcpguard;

import io.mcpguard.audit.Attempt;
import io.mcpguard.audit.Evidence;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What stands behind every message of a caller: a stray throw is a refusal like any other, and
 * every refusal is recorded before it is told, so that nothing slips past.
 */
final class Backstop {
  private static final Logger LOG = LoggerFactory.getLogger(Backstop.class);

  private final Evidence evidence;

  /** How a refusal is told to the one who waits for an answer, or does not. */
  interface Telling {
    Answer of(Denial denial);
  }

  interface Work {
    /** The answer, or a refusal that is not recorded yet. */
    Outcome<Answer> run();
  }

  Backstop(Evidence evidence) {
    this.evidence = evidence;
  }

  Answer answered(Attempt attempt, Telling telling, Work work) {
    Outcome<Answer> outcome;
    try {
      outcome = work.run();
    } catch (RuntimeException e) {
      outcome = new Refused<>(failed(attempt.exchange(), e));
    }
    return switch (outcome) {
      case Proceed<Answer>(Answer answer) -> answer;
      case Refused<Answer>(Denial denial) -> telling.of(evidence.refuse(attempt, denial));
    };
  }

  static Denial failed(ExchangeId exchange, RuntimeException e) {
    LOG.error("exchange {} failed", exchange, e);
    return Denial.of(Reason.INTERNAL, "a failure of the guard itself; see the log");
  }

  static Telling toRequest(McpMessage.Request request, Attempt attempt) {
    return denial ->
        new Answer.Denied(
            denial, attempt.exchange(), RequestId.of(request.document(), request.id()));
  }

  static Telling toMalformed(Envelope.Malformed malformed, Attempt attempt) {
    return switch (malformed.awaits()) {
      case ANSWER -> denial -> new Answer.Denied(denial, attempt.exchange(), malformed.id());
      case NOTHING -> Answer.Dropped::new;
    };
  }

  static Telling toStream(Attempt attempt) {
    return denial -> new Answer.NoStream(denial, attempt.exchange());
  }

  /** A refusal that is recorded already. */
  static Outcome<Answer> told(Call call, Denial denial) {
    return Outcome.proceed(
        call.message() instanceof McpMessage.Request request
            ? new Answer.Denied(denial, call.id(), RequestId.of(request.document(), request.id()))
            : new Answer.Dropped(denial));
  }
}
