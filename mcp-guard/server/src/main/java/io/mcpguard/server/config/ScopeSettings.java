package io.mcpguard.server.config;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a user delegates under one name.
 *
 * @param says what the consent page tells the user
 * @param tools patterns of {@code server/tool}
 * @param resources patterns of {@code server/uri}
 * @param prompts patterns of {@code server/prompt}
 */
public record ScopeSettings(
    String says, List<String> tools, List<String> resources, List<String> prompts) {
  public ScopeSettings {
    tools = List.copyOf(tools);
    resources = List.copyOf(resources);
    prompts = List.copyOf(prompts);
  }

  /** Whether any of its patterns can speak of this upstream. */
  public boolean reaches(String upstream) {
    return Stream.of(tools, resources, prompts)
        .flatMap(List::stream)
        .anyMatch(pattern -> !UpstreamPatterns.matched(pattern, List.of(upstream)).isEmpty());
  }

  /** A scope that covers these tools. */
  public static ScopeSettings of(String says, String... tools) {
    return new ScopeSettings(says, List.of(tools), List.of(), List.of());
  }

  /** This, which covers these resources too. */
  public ScopeSettings resources(String... patterns) {
    return new ScopeSettings(says, tools, List.of(patterns), prompts);
  }

  /** This, which covers these prompts too. */
  public ScopeSettings prompts(String... patterns) {
    return new ScopeSettings(says, tools, resources, List.of(patterns));
  }
}
