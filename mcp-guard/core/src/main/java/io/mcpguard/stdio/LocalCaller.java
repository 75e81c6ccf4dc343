package io.mcpguard.stdio;

import io.mcpguard.McpGuard;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Outcome;

/** Whoever is at the other end of the pipe, looked up anew with each message. */
record LocalCaller(McpGuard guard, LocalUser user, Upstream upstream) {
  Outcome<Delegated> now() {
    return guard.admitLocal(user, upstream);
  }
}
