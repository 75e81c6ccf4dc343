/**
 * Used transactions in Redis or Valkey, for a tool server on several nodes. The application brings
 * the client, Lettuce.
 *
 * <p>In: a transaction that wants to be used. Out: what became of it, by one atomic step at the
 * server. Never: lets a transaction be used that the server was not asked about.
 */
@NullMarked
package io.mcpguard.assertion.redis;

import org.jspecify.annotations.NullMarked;
