package io.mcpguard.authserver.token;

import io.mcpguard.identity.KeyBinding;
import java.time.Instant;
import java.util.Optional;

/** The refresh token families, durable. */
public interface RefreshFamilies {
  /** Keeps a new family; durable when this returns. */
  void begin(RefreshFamily family);

  /** The family of this grant, unless it has ended. */
  Optional<RefreshFamily> find(String grantId);

  /**
   * Moves on by one generation, in one atomic and durable step, if the family still is at {@code
   * from}.
   *
   * @param key what the tokens are bound to from now on
   * @return whether it was
   */
  boolean advance(String grantId, long from, Instant at, KeyBinding key);

  /** Ends a family for good; durable when this returns. */
  void end(String grantId);
}
