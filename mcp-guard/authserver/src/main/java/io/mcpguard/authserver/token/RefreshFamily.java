package io.mcpguard.authserver.token;

import java.time.Instant;

/**
 * The refresh tokens of one grant, of which only the latest works. Holds no secret: tokens are
 * recomputed from the server's key, the grant's id and the generation.
 *
 * @param grantId the grant; its family has the same name
 * @param generation of the latest token, from 0
 * @param since when the latest was issued
 * @param authentication how the user was authenticated when consenting
 */
public record RefreshFamily(
    String grantId, long generation, Instant since, Authentication authentication) {}
