package io.mcpguard.assertion.json;

/** {@code true} or {@code false}. */
public record JsonBoolean(int start, int end, boolean value) implements JsonValue {}
