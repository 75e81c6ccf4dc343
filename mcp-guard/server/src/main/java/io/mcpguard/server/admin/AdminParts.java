package io.mcpguard.server.admin;

import io.mcpguard.audit.Journal;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.storage.SqlStore;
import java.time.InstantSource;
import java.util.List;
import java.util.SequencedSet;

/**
 * What administration works on.
 *
 * @param store everything durable but the ledger and the keys
 * @param journal where changes are recorded
 * @param keys the rings that rotate together
 * @param ledgerKey the key of the ledger
 * @param passwords hashes passwords
 * @param upstreams the upstreams' names
 * @param live the running guard, or that none runs
 * @param clock tells the time
 */
public record AdminParts(
    SqlStore store,
    Journal journal,
    List<SigningKeys> keys,
    LedgerKey ledgerKey,
    Passwords passwords,
    SequencedSet<String> upstreams,
    LiveGuard live,
    InstantSource clock) {}
