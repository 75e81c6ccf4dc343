package io.mcpguard.policy;

import java.util.List;

/**
 * Which calls a rule is about. Every list is of patterns, where {@code *} stands for any text
 * without a slash and {@code **} for any text; one entry that matches is enough, and an empty list
 * matches everything. A call is matched when all lists match it, where {@code tools}, {@code
 * resources} and {@code prompts} count as one.
 *
 * @param agents OAuth client ids
 * @param users the users behind the call
 * @param scopes scopes held by the caller
 * @param servers upstreams, by their name in the configuration
 * @param tools tools, as {@code server/tool}
 * @param resources resource URIs, as {@code server/uri}
 * @param prompts prompts, as {@code server/prompt}
 */
public record RuleMatch(
    List<String> agents,
    List<String> users,
    List<String> scopes,
    List<String> servers,
    List<String> tools,
    List<String> resources,
    List<String> prompts) {
  private static final RuleMatch ANYTHING =
      new RuleMatch(List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of());

  public RuleMatch {
    agents = List.copyOf(agents);
    users = List.copyOf(users);
    scopes = List.copyOf(scopes);
    servers = List.copyOf(servers);
    tools = List.copyOf(tools);
    resources = List.copyOf(resources);
    prompts = List.copyOf(prompts);
  }

  /** Matches every call. */
  public static RuleMatch anything() {
    return ANYTHING;
  }

  /** This, for these agents only. */
  public RuleMatch agents(String... patterns) {
    return new RuleMatch(List.of(patterns), users, scopes, servers, tools, resources, prompts);
  }

  /** This, for these users only. */
  public RuleMatch users(String... patterns) {
    return new RuleMatch(agents, List.of(patterns), scopes, servers, tools, resources, prompts);
  }

  /** This, for callers only that hold one of these scopes. */
  public RuleMatch scopes(String... patterns) {
    return new RuleMatch(agents, users, List.of(patterns), servers, tools, resources, prompts);
  }

  /** This, at these upstreams only. */
  public RuleMatch servers(String... patterns) {
    return new RuleMatch(agents, users, scopes, List.of(patterns), tools, resources, prompts);
  }

  /** This, for these tools. */
  public RuleMatch tools(String... patterns) {
    return new RuleMatch(agents, users, scopes, servers, List.of(patterns), resources, prompts);
  }

  /** This, for these resources. */
  public RuleMatch resources(String... patterns) {
    return new RuleMatch(agents, users, scopes, servers, tools, List.of(patterns), prompts);
  }

  /** This, for these prompts. */
  public RuleMatch prompts(String... patterns) {
    return new RuleMatch(agents, users, scopes, servers, tools, resources, List.of(patterns));
  }

  /** The patterns of targets of one kind. */
  List<String> targets(TargetKind kind) {
    return switch (kind) {
      case TOOL -> tools;
      case RESOURCE -> resources;
      case PROMPT -> prompts;
    };
  }
}
