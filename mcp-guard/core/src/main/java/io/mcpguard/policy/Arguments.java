package io.mcpguard.policy;

import io.mcpguard.assertion.json.JsonObject;

/** The arguments of a call. */
public sealed interface Arguments {
  /** The call's own arguments. */
  record Present(JsonObject members) implements Arguments {}

  /**
   * Not known yet, as when tools are listed: a condition whose outcome hangs on them counts as
   * <em>may</em>.
   */
  record Open() implements Arguments {}
}
