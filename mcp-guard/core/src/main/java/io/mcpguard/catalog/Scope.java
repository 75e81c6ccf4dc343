package io.mcpguard.catalog;

import java.util.List;

/**
 * What a user delegates under one name: the operator's words for it and what it covers. Patterns
 * begin with the upstream's name and a slash, as in {@code files/read_*}.
 *
 * @param name the scope value (RFC 6749 §3.3)
 * @param says what the consent page tells the user
 * @param tools the tools it covers
 * @param resources the resource URIs it covers
 * @param prompts the prompts it covers
 */
public record Scope(
    String name, String says, List<Glob> tools, List<Glob> resources, List<Glob> prompts) {
  public Scope {
    tools = List.copyOf(tools);
    resources = List.copyOf(resources);
    prompts = List.copyOf(prompts);
  }
}
