/**
 * The durable stores behind the interfaces of {@code core} and {@code authserver}, in one embedded
 * SQL file.
 *
 * <p>In: a data directory, which one process holds at a time. Out: {@link
 * io.mcpguard.storage.SqlStore}, whose parts answer reads from memory and are durable when a write
 * returns. Never: decides anything, writes a secret in clear that it was not given in clear.
 */
@NullMarked
package io.mcpguard.storage;

import org.jspecify.annotations.NullMarked;
