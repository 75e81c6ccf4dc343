package io.mcpguard.testkit.house.early;

/** Imports nothing. */
public record Early(String name) {}
