package io.mcpguard.policy;

import io.mcpguard.oauth.Scopes;

/** The three classes of what a server offers, for one caller (contracts §3). */
public sealed interface Visibility {
  /** Listed: a call may go through, depending on its arguments. */
  record Callable() implements Visibility {}

  /** Listed with the scope it needs: a step-up would make it callable. */
  record Reachable(Scopes needed) implements Visibility {}

  /** Not listed, and answered like what does not exist. */
  record OutOfReach() implements Visibility {}
}
