package io.mcpguard.testkit.house.late;

import io.mcpguard.testkit.MovableClock;

/** Uses a module that this one does not stand on. */
public record UsesAnotherModule(MovableClock clock) {}
