package io.mcpguard.delegation;

import java.util.Set;

/** The most that users and agents may ever have, as configured now; asked on every call. */
public interface Limits {
  /** The most that {@code user} can delegate; empty for a user nobody entitled. */
  Set<String> entitlement(String user);

  /** The most that the agent may hold, whoever delegates. */
  Set<String> ceiling(String clientId);
}
