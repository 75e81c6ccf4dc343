package io.mcpguard.policy;

import java.time.Instant;

/**
 * When and how a call is made.
 *
 * @param now the time of the decision
 * @param source where the caller is: {@code address}, {@code method}
 * @param token what the access token says: {@code acr}, {@code issued_at}, …
 * @param run what the run has done so far: {@code calls}, {@code age}, …
 */
public record Circumstances(Instant now, Facts source, Facts token, Facts run) {
  /** Nothing is known but the time. */
  public static Circumstances at(Instant now) {
    return new Circumstances(now, Facts.none(), Facts.none(), Facts.none());
  }
}
