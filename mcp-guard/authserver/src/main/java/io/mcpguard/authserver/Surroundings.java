package io.mcpguard.authserver;

import io.mcpguard.authserver.client.MetadataDocuments;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.settings.Entitlements;
import io.mcpguard.authserver.settings.InstanceLimits;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.ProofWindow;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * What the authorization server is given besides settings, stores and keys.
 *
 * @param entitlements the most each user can delegate, asked anew each time
 * @param instances how many instances of an agent may be alive, asked anew each time
 * @param documents Client ID Metadata Documents
 * @param events who hears what happens
 * @param epoch ended after each revocation
 * @param proofs believes DPoP proofs; shared with the guard, since clients keep one nonce for both
 * @param window which proofs were used here
 */
public record Surroundings(
    Entitlements entitlements,
    InstanceLimits instances,
    MetadataDocuments documents,
    AuthorizationEvents events,
    Epoch epoch,
    ProofVerifier proofs,
    ProofWindow window,
    InstantSource clock,
    SecureRandom random) {}
