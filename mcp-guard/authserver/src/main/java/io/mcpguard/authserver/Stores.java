package io.mcpguard.authserver;

import io.mcpguard.agents.AgentRegistry;
import io.mcpguard.authserver.authorize.AuthorizationCodes;
import io.mcpguard.authserver.client.RegisteredClients;
import io.mcpguard.authserver.token.RefreshFamilies;
import io.mcpguard.authserver.user.Users;
import io.mcpguard.delegation.GrantBook;

/**
 * What the authorization server keeps.
 *
 * @param grants consents; shared with the guard
 * @param agents agents; shared with the guard
 * @param clients dynamically registered clients
 * @param families refresh tokens
 * @param codes authorization codes; may be lost with the process
 * @param users embedded users
 */
public record Stores(
    GrantBook grants,
    AgentRegistry agents,
    RegisteredClients clients,
    RefreshFamilies families,
    AuthorizationCodes codes,
    Users users) {}
