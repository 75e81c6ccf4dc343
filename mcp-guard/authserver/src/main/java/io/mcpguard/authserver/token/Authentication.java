package io.mcpguard.authserver.token;

import java.time.Instant;

/**
 * How the user was authenticated when consenting.
 *
 * @param at when: {@code auth_time}
 * @param method an {@code amr} value (RFC 8176)
 */
public record Authentication(Instant at, String method) {}
