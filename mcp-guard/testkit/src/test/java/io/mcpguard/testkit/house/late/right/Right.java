package io.mcpguard.testkit.house.late.right;

import io.mcpguard.testkit.house.late.left.Left;

/** The other half of a ring. */
public record Right(Left left) {}
