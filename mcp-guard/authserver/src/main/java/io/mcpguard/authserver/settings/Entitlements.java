package io.mcpguard.authserver.settings;

import io.mcpguard.oauth.Scopes;

/** The most each user can delegate ({@code users.NAME.may}). */
@FunctionalInterface
public interface Entitlements {
  /** What this user may delegate now; the empty set for somebody unknown. */
  Scopes of(String user);
}
