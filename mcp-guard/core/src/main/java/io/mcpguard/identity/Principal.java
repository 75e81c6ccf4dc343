package io.mcpguard.identity;

/**
 * The person for whom a call is made, and the agent that makes it.
 *
 * @param user the {@code sub} of the access token
 * @param agent who acts
 * @param login how the user logged in
 */
public record Principal(String user, AgentIdentity agent, Login login) {}
