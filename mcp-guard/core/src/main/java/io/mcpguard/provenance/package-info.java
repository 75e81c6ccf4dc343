/**
 * The execution graph: what led to what, rebuilt from the ledger alone (W3C PROV-DM).
 *
 * <p>In: a ledger's entries. Out: the way from a call back to its root, the graph of runs and calls
 * with edges that say what they rest on, pictures of it, a proof for each leaf on the way, the
 * verdict on such a proof, and an index that finds a call while the log is written. Never: asks a
 * running guard, believes what no leaf says, or opens what is pseudonymous.
 */
@NullMarked
package io.mcpguard.provenance;

import org.jspecify.annotations.NullMarked;
