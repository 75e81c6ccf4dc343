package io.mcpguard.policy;

import io.mcpguard.catalog.Glob;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A rule with its patterns and its condition made ready. */
final class CompiledRule {
  /** Rules without a condition first, because they cost nothing; then as written. */
  static final Comparator<CompiledRule> CHEAPEST_FIRST =
      Comparator.comparingLong(CompiledRule::rank);

  private static final long AFTER_ALL_THAT_COST_NOTHING = 1L << 32;

  private final PolicyRule rule;
  private final long rank;
  private final Test condition;
  private final List<Glob> agents;
  private final List<Glob> users;
  private final List<Glob> scopes;
  private final List<Glob> servers;
  private final Map<TargetKind, List<Glob>> targets = new EnumMap<>(TargetKind.class);
  private final Targets extent;

  /** What a rule without a condition has instead of one. */
  interface Test {
    Verdict evaluate(PolicyQuery query);
  }

  private enum Targets {
    ANY,
    NAMED
  }

  CompiledRule(PolicyRule rule, int position, Test condition) {
    RuleMatch match = rule.match();
    this.rule = rule;
    this.rank = rule.isConditional() ? AFTER_ALL_THAT_COST_NOTHING + position : position;
    this.condition = condition;
    this.agents = globs(match.agents());
    this.users = globs(match.users());
    this.scopes = globs(match.scopes());
    this.servers = globs(match.servers());
    for (TargetKind kind : TargetKind.values()) {
      targets.put(kind, globs(match.targets(kind)));
    }
    this.extent = targets.values().stream().allMatch(List::isEmpty) ? Targets.ANY : Targets.NAMED;
  }

  /** Its place in {@link #CHEAPEST_FIRST}; no two rules of a table have the same. */
  long rank() {
    return rank;
  }

  String id() {
    return rule.id();
  }

  Effect effect() {
    return rule.effect();
  }

  List<Glob> agents() {
    return agents;
  }

  List<Glob> users() {
    return users;
  }

  List<Glob> scopes() {
    return scopes;
  }

  List<Glob> servers() {
    return servers;
  }

  List<Glob> targets(TargetKind kind) {
    return targets.getOrDefault(kind, List.of());
  }

  boolean matchesAnyTarget() {
    return extent == Targets.ANY;
  }

  boolean asksForScope() {
    return !scopes.isEmpty();
  }

  /**
   * Whether the rule is about such a call at all, its condition aside.
   *
   * @param path of the query's target, which is asked for once and not by each rule
   */
  boolean matches(PolicyQuery query, String path) {
    Subject subject = query.subject();
    return matchesTarget(query.target(), path)
        && matches(servers, query.target().server())
        && matches(users, subject.user())
        && matches(agents, subject.agent())
        && matchesOne(scopes, subject.scopes());
  }

  /**
   * Whether the rule applies, its condition included. What cannot be told counts against the call:
   * as no for {@code permit}, as yes for {@code forbid}. What hangs on arguments that are not known
   * yet counts for it.
   */
  boolean applies(PolicyQuery query) {
    Verdict verdict = condition.evaluate(query);
    return switch (rule.effect()) {
      case PERMIT -> verdict == Verdict.YES || verdict == Verdict.MAY;
      case FORBID -> verdict == Verdict.YES || verdict == Verdict.ERROR;
    };
  }

  private boolean matchesTarget(PolicyTarget target, String path) {
    if (matchesAnyTarget()) {
      return true;
    }
    List<Glob> patterns = targets(target.kind());
    return !patterns.isEmpty() && matches(patterns, path);
  }

  private static boolean matches(Collection<Glob> patterns, String text) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (Glob pattern : patterns) {
      if (pattern.matches(text)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matchesOne(Collection<Glob> patterns, Set<String> texts) {
    if (patterns.isEmpty()) {
      return true;
    }
    for (String text : texts) {
      if (matches(patterns, text)) {
        return true;
      }
    }
    return false;
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::of).toList();
  }
}
