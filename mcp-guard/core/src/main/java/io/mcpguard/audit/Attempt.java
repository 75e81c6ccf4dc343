package io.mcpguard.audit;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.ExchangeId;

/**
 * What an authenticated caller tried that is no call: something unread, a handshake, a list, a
 * stream.
 *
 * @param exchange the id of its record
 * @param method the method of the message; empty text where there is none
 */
public record Attempt(Delegated caller, Upstream upstream, ExchangeId exchange, String method) {}
