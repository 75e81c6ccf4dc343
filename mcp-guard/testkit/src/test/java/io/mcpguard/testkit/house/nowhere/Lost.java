package io.mcpguard.testkit.house.nowhere;

/** Stands in a package that nobody gave a place. */
public record Lost(String name) {}
