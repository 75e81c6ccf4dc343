package io.mcpguard.server.command;

import io.mcpguard.catalog.Glob;
import io.mcpguard.policy.Decision;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.PolicySettings;
import io.mcpguard.server.config.PolicyTest;
import io.mcpguard.server.config.PolicyTest.Expect;
import io.mcpguard.server.config.ScopeSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Looks at a configuration that is sound for what its operator may not have meant. */
final class Check {
  private final PinnedTools pins;

  Check(PinnedTools pins) {
    this.pins = pins;
  }

  CheckReport report(ConfigurationRead read) {
    return switch (read) {
      case ConfigurationRead.Invalid invalid -> CheckReport.invalid(invalid.problems());
      case ConfigurationRead.Read sound -> report(sound);
    };
  }

  private CheckReport report(ConfigurationRead.Read read) {
    Configuration configuration = read.configuration();
    List<String> unenforceable = new ArrayList<>();
    List<String> failed = new ArrayList<>();
    int tests = 0;
    switch (configuration.policy()) {
      case PolicySettings.WhateverScopesCover none -> {
        // there is no rule to look at
      }
      case PolicySettings.Rules policy -> {
        unenforceable.addAll(unenforceable(policy.rules(), configuration.scopes().values()));
        failed.addAll(failed(policy.tests(), read.policy()));
        tests = policy.tests().size();
      }
    }
    return new CheckReport(
        List.of(), read.relaxations(), uncovered(configuration), unenforceable, tests, failed);
  }

  private CheckReport.Uncovered uncovered(Configuration configuration) {
    return switch (pins.read(configuration)) {
      case PinnedTools.Pins.Absent absent -> new CheckReport.Uncovered.Unknown();
      case PinnedTools.Pins.Known known ->
          new CheckReport.Uncovered.Tools(
              known.tools().entrySet().stream()
                  .flatMap(pinned ->
                      pinned.getValue().stream().map(tool -> pinned.getKey() + "/" + tool))
                  .filter(tool -> !isCovered(tool, configuration.scopes().values()))
                  .sorted()
                  .toList());
    };
  }

  private static boolean isCovered(String tool, Collection<ScopeSettings> scopes) {
    return scopes.stream()
        .flatMap(scope -> scope.tools().stream())
        .anyMatch(pattern -> Glob.of(pattern).matches(tool));
  }

  /** Rules that no call can reach, because no scope covers what they speak of. */
  private static List<String> unenforceable(
      List<PolicyRule> rules, Collection<ScopeSettings> scopes) {
    return rules.stream()
        .filter(rule -> !isReachable(rule.match(), scopes))
        .map(rule -> rule.id() + ": no scope covers what it speaks of, so no call ever reaches it")
        .toList();
  }

  private static boolean isReachable(RuleMatch match, Collection<ScopeSettings> scopes) {
    boolean anything =
        match.tools().isEmpty() && match.resources().isEmpty() && match.prompts().isEmpty();
    return anything
        || meet(match.tools(), scopes, ScopeSettings::tools)
        || meet(match.resources(), scopes, ScopeSettings::resources)
        || meet(match.prompts(), scopes, ScopeSettings::prompts);
  }

  private static boolean meet(
      List<String> patterns,
      Collection<ScopeSettings> scopes,
      Function<ScopeSettings, List<String>> covered) {
    return patterns.stream()
        .anyMatch(pattern ->
            scopes.stream()
                .flatMap(scope -> covered.apply(scope).stream())
                .anyMatch(other -> PatternOverlap.overlap(pattern, other)));
  }

  private static List<String> failed(List<PolicyTest> tests, PolicyTable table) {
    return tests.stream().flatMap(test -> run(test, table)).toList();
  }

  private static Stream<String> run(PolicyTest test, PolicyTable table) {
    Decision decision = table.decide(test.query());
    Expect actual = decision instanceof Decision.Permitted ? Expect.PERMIT : Expect.DENY;
    return actual == test.expect()
        ? Stream.empty()
        : Stream.of(test.id() + ": expected " + word(test.expect()) + ", but " + why(decision));
  }

  private static String word(Expect expect) {
    return switch (expect) {
      case PERMIT -> "permit";
      case DENY -> "deny";
    };
  }

  private static String why(Decision decision) {
    return switch (decision) {
      case Decision.Permitted permitted -> permitted.rule() + " permits it";
      case Decision.Forbidden forbidden -> forbidden.rule() + " forbids it";
      case Decision.NotPermitted refused -> "no rule permits it";
    };
  }
}
