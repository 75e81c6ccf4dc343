package io.mcpguard.catalog;

import java.time.Instant;

/**
 * The definition of a tool as it was when an operator, or the first contact, accepted it.
 *
 * @param upstream the upstream's name in the configuration
 * @param tool the tool's name, as the upstream has it
 * @param digest the tool digest of the accepted definition
 * @param acceptedAt when it was accepted
 */
public record Pin(String upstream, String tool, String digest, Instant acceptedAt) {}
