package io.mcpguard.testkit.house.late.left;

import io.mcpguard.testkit.house.late.right.Right;

/** One half of a ring. */
public record Left(Right right) {}
