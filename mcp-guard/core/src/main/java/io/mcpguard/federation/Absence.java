package io.mcpguard.federation;

import io.mcpguard.exchange.Reason;
import java.util.Map;

/** Why an upstream has no part in an answer at {@code /mcp}, and what an operator can do. */
enum Absence {
  LATE("did not answer within 5 s", "look at the tool server's own log"),
  DOWN("cannot be reached", "see that the tool server runs, and where the configuration looks"),
  WRONG("answered with what is no answer", "look at the tool server's own log"),
  REFUSING("refused the request", "see which credential the configuration gives for it"),
  ERRING("answered with an error", "look at the tool server's own log"),
  FORGETFUL("ended the session", "look at the tool server's own log"),
  UNENDING("gave a cursor of more than 4,096 characters", "look at the tool server's own log"),
  FAILED("could not be asked, by a failure of the guard itself", "report it");

  /** Refusals by which an upstream is absent; all others are about the caller or the guard. */
  static final Map<Reason, Absence> OF =
      Map.of(
          Reason.UPSTREAM_SLOW, LATE,
          Reason.UPSTREAM_DOWN, DOWN,
          Reason.UPSTREAM_WRONG, WRONG,
          Reason.UPSTREAM_REFUSED, REFUSING,
          Reason.UNKNOWN_SESSION, FORGETFUL);

  private final String fault;
  private final String remedy;

  Absence(String fault, String remedy) {
    this.fault = fault;
    this.remedy = remedy;
  }

  String fault() {
    return fault;
  }

  String remedy() {
    return remedy;
  }
}
