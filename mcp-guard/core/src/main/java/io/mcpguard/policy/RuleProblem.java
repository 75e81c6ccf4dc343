package io.mcpguard.policy;

/**
 * Why a rule cannot be part of a table.
 *
 * @param rule the rule's id
 * @param key the rule's member at fault, such as {@code when}
 * @param text the fault and the remedy
 */
public record RuleProblem(String rule, String key, String text) {}
