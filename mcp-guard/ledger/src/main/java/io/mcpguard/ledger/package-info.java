/**
 * Tamper-evident log: C2SP tlog-tiles on disk, signed checkpoints, inclusion and consistency
 * proofs, offline verification (RFC 6962 and RFC 9162 §2.1, c2sp.org/tlog-tiles, /tlog-checkpoint,
 * /signed-note, /tlog-proof).
 *
 * <p>In: opaque entries of at most 65,535 bytes. Out: the index of an entry once it is durable,
 * checkpoints, proofs, a verdict on a directory that names what is wrong. Never: looks into an
 * entry, rewrites an acknowledged one, or drops one silently.
 */
@NullMarked
package io.mcpguard.ledger;

import org.jspecify.annotations.NullMarked;
