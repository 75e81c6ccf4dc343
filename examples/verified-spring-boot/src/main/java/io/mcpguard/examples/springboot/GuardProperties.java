package io.mcpguard.examples.springboot;

import java.net.URI;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * The guard this server stands behind.
 *
 * @param issuer {@code mcp-guard.issuer}: its issuer URL
 * @param keys {@code mcp-guard.keys}: the URL of its keys
 * @param server {@code mcp-guard.server}: this server's URI as the guard knows it
 * @param trustDomain {@code mcp-guard.trust-domain}: the domain of both
 */
@Component
record GuardProperties(
    @Value("${mcp-guard.issuer}") String issuer,
    @Value("${mcp-guard.keys}") URI keys,
    @Value("${mcp-guard.server}") String server,
    @Value("${mcp-guard.trust-domain:local.mcp-guard}") String trustDomain) {}
