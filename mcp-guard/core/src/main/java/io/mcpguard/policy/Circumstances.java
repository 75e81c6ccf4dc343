package io.mcpguard.policy;

import java.time.Instant;

/**
 * When and how a call is made.
 *
 * @param now the time of the decision
 * @param source how the caller came: {@code method}
 * @param token what the access token says: {@code expires_at}, and {@code acr} and {@code
 *     auth_time} where the login said so
 * @param run where the call comes from: {@code root}, which is {@code user} or {@code
 *     unattributed}, and {@code hop}, the number of calls that led to it
 */
public record Circumstances(Instant now, Facts source, Facts token, Facts run) {
  /** Of a call in a session of a user's, which no other led to. */
  public static Circumstances inSession(Instant now) {
    Facts run = Facts.none().with("root", "user").with("hop", 0);
    return new Circumstances(now, Facts.none(), Facts.none(), run);
  }

  /** Nothing is known but the time. */
  public static Circumstances at(Instant now) {
    return new Circumstances(now, Facts.none(), Facts.none(), Facts.none());
  }
}
