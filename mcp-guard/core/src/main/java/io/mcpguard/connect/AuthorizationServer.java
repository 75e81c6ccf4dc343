package io.mcpguard.connect;

import io.mcpguard.http.Destination;

/**
 * What a client needs to know of an authorization server (RFC 8414 §2), checked.
 *
 * @param issuer compared as text with {@code iss} (RFC 9207 §2.4)
 * @param authorization where the user goes, without fragment
 * @param token where codes and refresh tokens are redeemed
 * @param registration where clients register; empty text where none can
 * @param issuerInAnswers whether every authorization response says who it is from (RFC 9207 §3)
 * @param proofs whether it binds tokens to keys by ES256 proofs (RFC 9449 §5.1)
 * @param offline whether it has the scope {@code offline_access}
 */
record AuthorizationServer(
    String issuer,
    Destination authorization,
    Destination token,
    String registration,
    boolean issuerInAnswers,
    boolean proofs,
    boolean offline) {}
