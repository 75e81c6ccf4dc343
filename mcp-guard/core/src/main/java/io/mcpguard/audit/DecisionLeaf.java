package io.mcpguard.audit;

/**
 * Where a decision record stands in the log.
 *
 * @param origin the log's name
 * @param index the leaf's index, from 0
 */
public record DecisionLeaf(String origin, long index) {}
