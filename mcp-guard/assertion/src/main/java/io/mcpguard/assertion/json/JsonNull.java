package io.mcpguard.assertion.json;

/** {@code null}. */
public record JsonNull(int start, int end) implements JsonValue {}
