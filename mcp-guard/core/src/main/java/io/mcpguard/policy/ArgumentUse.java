package io.mcpguard.policy;

import java.util.Set;

/**
 * Which members of the arguments a condition looks at; the others are never converted for it.
 *
 * @param members the members it names, unless it looks at everything
 * @param extent how much it looks at
 */
record ArgumentUse(Set<String> members, Extent extent) {
  /** How much of the arguments is looked at. */
  enum Extent {
    NOTHING,
    MEMBERS,
    EVERYTHING
  }

  ArgumentUse {
    members = Set.copyOf(members);
  }
}
