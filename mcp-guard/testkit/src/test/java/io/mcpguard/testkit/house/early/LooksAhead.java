package io.mcpguard.testkit.house.early;

import io.mcpguard.testkit.house.late.Late;

/** Imports from a later place, though only by an array. */
public interface LooksAhead {
  /** Never called. */
  Late[] later();
}
