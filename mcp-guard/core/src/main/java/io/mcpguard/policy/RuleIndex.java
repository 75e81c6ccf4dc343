package io.mcpguard.policy;

import io.mcpguard.catalog.Glob;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Finds the rules that can match a query without looking at the others.
 *
 * <p>A rule could be found by its users, its agents, its scopes, its servers or its targets:
 * whatever it names exactly. It stands under the one of these that it shares with the fewest other
 * rules, so a thousand rules for one tool that differ in their user are found by user, and a
 * thousand rules for one user by tool. A pattern with a star is found by the text before the star.
 * A rule that names nothing is looked at always.
 */
final class RuleIndex {
  private final Map<Key, List<CompiledRule>> byKey = new HashMap<>();
  private final Map<Dimension, SortedSet<Integer>> prefixLengths = new EnumMap<>(Dimension.class);
  private final List<CompiledRule> always = new ArrayList<>();

  private static final SortedSet<Integer> NO_LENGTHS = Collections.emptySortedSet();

  private enum Dimension {
    USER,
    AGENT,
    SCOPE,
    SERVER,
    TOOL,
    RESOURCE,
    PROMPT,
    TOOL_PREFIX,
    RESOURCE_PREFIX,
    PROMPT_PREFIX
  }

  private record Key(Dimension dimension, String text) {}

  RuleIndex(List<CompiledRule> rules) {
    Map<Key, Integer> shared = new HashMap<>();
    for (CompiledRule rule : rules) {
      ways(rule).forEach(way -> way.forEach(key -> shared.merge(key, 1, Integer::sum)));
    }
    for (CompiledRule rule : rules.stream().sorted(CompiledRule.CHEAPEST_FIRST).toList()) {
      Optional<List<Key>> rarest =
          ways(rule).stream().min(Comparator.comparingInt(way -> crowd(way, shared)));
      if (rarest.isEmpty()) {
        always.add(rule);
      } else {
        rarest.get().forEach(key -> put(key, rule));
      }
    }
  }

  /** The rules that match the query, each once, those without a condition first. */
  List<CompiledRule> matching(PolicyQuery query) {
    Search search = new Search(query, query.target().path(), new ArrayList<>());
    search.take(always);
    Subject subject = query.subject();
    search.take(under(Dimension.USER, subject.user()));
    search.take(under(Dimension.AGENT, subject.agent()));
    for (String scope : subject.scopes()) {
      search.take(under(Dimension.SCOPE, scope));
    }
    PolicyTarget target = query.target();
    search.take(under(Dimension.SERVER, target.server()));
    search.take(under(exact(target.kind()), search.path));
    Dimension prefix = prefix(target.kind());
    for (int length : prefixLengths.getOrDefault(prefix, NO_LENGTHS)) {
      if (length <= search.path.length()) {
        search.take(under(prefix, search.path.substring(0, length)));
      }
    }
    return search.found;
  }

  /** No text is looked for where no rule of the table stands. */
  private List<CompiledRule> under(Dimension dimension, String text) {
    return prefixLengths.containsKey(dimension)
        ? byKey.getOrDefault(new Key(dimension, text), List.of())
        : List.of();
  }

  /** The rules found so far for one query, whose path is put together once. */
  private record Search(PolicyQuery query, String path, List<CompiledRule> found) {
    void take(List<CompiledRule> candidates) {
      for (CompiledRule rule : candidates) {
        if (rule.matches(query, path)) {
          insert(rule);
        }
      }
    }

    /** Keeps them in order and each rule once; what stands under one key comes in order. */
    private void insert(CompiledRule rule) {
      int at = found.size();
      while (at > 0 && found.get(at - 1).rank() > rule.rank()) {
        at--;
      }
      if (at == 0 || found.get(at - 1) != rule) {
        found.add(at, rule);
      }
    }
  }

  private void put(Key key, CompiledRule rule) {
    byKey.computeIfAbsent(key, k -> new ArrayList<>()).add(rule);
    prefixLengths.computeIfAbsent(key.dimension(), d -> new TreeSet<>()).add(key.text().length());
  }

  /** How many rules share the most crowded of these keys. */
  private static int crowd(List<Key> way, Map<Key, Integer> shared) {
    return way.stream()
        .mapToInt(key -> key.text().isEmpty() ? Integer.MAX_VALUE : shared.getOrDefault(key, 0))
        .max()
        .orElse(Integer.MAX_VALUE);
  }

  /** The sets of keys, under each of which as a whole the rule would be found. */
  private static List<List<Key>> ways(CompiledRule rule) {
    List<List<Key>> ways = new ArrayList<>();
    if (!rule.matchesAnyTarget()) {
      ways.add(targets(rule));
    }
    named(Dimension.USER, rule.users()).ifPresent(ways::add);
    named(Dimension.AGENT, rule.agents()).ifPresent(ways::add);
    named(Dimension.SCOPE, rule.scopes()).ifPresent(ways::add);
    named(Dimension.SERVER, rule.servers()).ifPresent(ways::add);
    return ways;
  }

  private static List<Key> targets(CompiledRule rule) {
    List<Key> keys = new ArrayList<>();
    for (TargetKind kind : TargetKind.values()) {
      for (Glob pattern : rule.targets(kind)) {
        keys.add(new Key(pattern.isExact() ? exact(kind) : prefix(kind), pattern.prefix()));
      }
    }
    return keys.stream().distinct().toList();
  }

  private static Optional<List<Key>> named(Dimension dimension, List<Glob> patterns) {
    if (patterns.isEmpty() || !patterns.stream().allMatch(Glob::isExact)) {
      return Optional.empty();
    }
    return Optional.of(
        patterns.stream().map(pattern -> new Key(dimension, pattern.prefix())).distinct().toList());
  }

  private static Dimension exact(TargetKind kind) {
    return switch (kind) {
      case TOOL -> Dimension.TOOL;
      case RESOURCE -> Dimension.RESOURCE;
      case PROMPT -> Dimension.PROMPT;
    };
  }

  private static Dimension prefix(TargetKind kind) {
    return switch (kind) {
      case TOOL -> Dimension.TOOL_PREFIX;
      case RESOURCE -> Dimension.RESOURCE_PREFIX;
      case PROMPT -> Dimension.PROMPT_PREFIX;
    };
  }
}
