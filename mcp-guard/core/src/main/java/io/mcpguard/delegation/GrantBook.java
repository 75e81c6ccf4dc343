package io.mcpguard.delegation;

import java.util.List;
import java.util.Optional;

/**
 * The users' grants, durable. Finding one never touches a disk: the request path asks on every
 * call.
 */
public interface GrantBook {
  /** Keeps {@code grant}; durable when this returns. */
  void record(Grant grant);

  /** The grant, if it was recorded and not revoked. */
  Optional<Grant> find(String id);

  /**
   * Keeps {@code grant} unless one with its id was recorded before, and gives back what is on
   * record; nothing where that was revoked, however long ago. Durable when this returns.
   */
  Optional<Grant> enrol(Grant grant);

  /** All grants that are not revoked. */
  List<Grant> all();

  /**
   * Ends a grant for good; durable when this returns.
   *
   * @return whether there was such a grant
   */
  boolean revoke(String id);
}
