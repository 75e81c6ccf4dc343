package io.mcpguard.protocol;

/**
 * What frames a call without being part of it. A stateless request brings its own; a legacy session
 * lends the same one to each of its calls.
 *
 * @param revision the protocol revision, such as {@code 2025-11-25}
 * @param run the id of the run that the call belongs to
 */
public record Conversation(String revision, String run) {}
