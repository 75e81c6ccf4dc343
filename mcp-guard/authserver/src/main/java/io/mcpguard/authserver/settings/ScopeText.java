package io.mcpguard.authserver.settings;

/**
 * A scope in the operator's words, for the consent page.
 *
 * @param says such as "Read files"
 */
public record ScopeText(String says) {}
