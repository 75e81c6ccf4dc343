package io.mcpguard.testkit.house.porch;

import io.mcpguard.testkit.house.Root;

/** Stands above the root. */
public record Porch(Root root) {}
