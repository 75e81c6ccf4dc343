package io.mcpguard.server.config;

import java.util.Set;

/**
 * A user's entitlement.
 *
 * @param may the scopes that the user can delegate at most
 */
public record UserSettings(Set<String> may) {
  public UserSettings {
    may = Set.copyOf(may);
  }

  /** A user who can delegate these scopes at most. */
  public static UserSettings may(String... scopes) {
    return new UserSettings(Set.of(scopes));
  }
}
