package io.mcpguard.testkit.house.early;

import io.mcpguard.testkit.house.Root;

/** Imports the root. */
public record Wires(Root root) {}
