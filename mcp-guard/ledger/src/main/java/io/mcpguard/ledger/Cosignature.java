package io.mcpguard.ledger;

import java.time.Instant;

/**
 * A witness's statement: as of that time, the largest tree it has seen of the log has this root,
 * and extends every one it saw before (c2sp.org/tlog-cosignature).
 *
 * @param cosigner who states it
 * @param checkpoint of what, with the cosignature on its note
 * @param at when, in whole seconds
 */
public record Cosignature(CosignerKey cosigner, Checkpoint checkpoint, Instant at) {}
