package io.mcpguard.testkit.house.early;

import io.mcpguard.testkit.house.late.Late;

/** Imports from a later place. */
public record LooksAhead(Late[] later) {}
