package io.mcpguard.audit;

/**
 * The digests of one call, taken once and used by the assertion and by the records.
 *
 * @param params over the parameters without {@code _meta}; for an answer, over its result or error
 * @param arguments over the arguments of a tool; empty text where there are none
 */
public record CallDigests(String params, String arguments) {}
