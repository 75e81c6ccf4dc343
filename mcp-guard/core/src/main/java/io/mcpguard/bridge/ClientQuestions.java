package io.mcpguard.bridge;

import io.mcpguard.protocol.RequestId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was asked of the client in one session and has no answer yet. Each is answered once. */
final class ClientQuestions {
  /** But for as many as several threads add in the same instant. */
  private static final int MOST = 256;

  private final Map<RequestId, Open> open = new ConcurrentHashMap<>();

  /** A question with the round that waits for its answer. */
  record Open(ClientQuestion question, InputRound round) {}

  /** Keeps the questions of a round; false when there would be too many. */
  boolean ask(InputRound round) {
    if (open.size() + round.questions().size() > MOST) {
      return false;
    }
    round.questions().forEach(question -> open.put(question.id(), new Open(question, round)));
    return true;
  }

  /** The question that has this id, which nobody gets again. */
  Optional<Open> take(RequestId id) {
    return Optional.ofNullable(open.remove(id));
  }

  /** Takes back what of a round was not answered. */
  void drop(InputRound round) {
    round.questions().forEach(question -> open.remove(question.id()));
  }
}
