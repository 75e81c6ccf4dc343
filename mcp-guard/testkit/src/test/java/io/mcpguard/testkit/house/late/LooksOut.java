package io.mcpguard.testkit.house.late;

import io.mcpguard.testkit.house.porch.Porch;

/** Imports from above the root. */
public record LooksOut(Porch porch) {}
