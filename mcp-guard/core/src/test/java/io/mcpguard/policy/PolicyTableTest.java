package io.mcpguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PolicyTableTest {

  @TestFactory
  Stream<DynamicContainer> scenariosAreDecidedAsTheyAreWritten() {
    return Stream.of("rules.json", "conditions.json").map(PolicyTableTest::scenario);
  }

  @Test
  void theOrderOfRulesDoesNotMatter() {
    var scenario = PolicyScenarios.read("rules.json");
    var turned = new ArrayList<>(scenario.given());
    Collections.reverse(turned);

    var table = table(turned);

    assertThat(scenario.cases())
        .allSatisfy(c -> assertThat(words(table.decide(c.query()))).isEqualTo(c.then()));
  }

  @Test
  void addingAnUnrelatedRuleNeverChangesADecision() {
    var random = new Random(7);
    for (int round = 0; round < 200; round++) {
      var rules = randomRules(random, 12);
      var query = randomQuery(random);
      var before = table(rules).decide(query);
      var more = new ArrayList<>(rules);
      more.add(
          random.nextInt(rules.size() + 1),
          new PolicyRule(
              "unrelated", effect(random), RuleMatch.anything().tools("elsewhere/t1"), ""));

      var after = table(more).decide(query);

      assertThat(words(after)).isEqualTo(words(before));
    }
  }

  @Test
  void theIndexFindsWhatLookingAtEveryRuleFinds() {
    var random = new Random(11);
    for (int round = 0; round < 400; round++) {
      var rules = randomRules(random, 30);
      var query = randomQuery(random);

      var decision = table(rules).decide(query);

      assertThat(words(decision)).isEqualTo(oneByOne(rules, query));
    }
  }

  @Test
  void withoutAPolicyWhateverTheScopesCoverIsPermitted() {
    var decision = PolicyTable.whateverScopesCover().decide(randomQuery(new Random(1)));

    assertThat(words(decision)).isEqualTo("permitted whatever-scopes-cover");
  }

  @Test
  void anEmptyTablePermitsNothing() {
    assertThat(words(table(List.of()).decide(randomQuery(new Random(1)))))
        .isEqualTo("not permitted");
  }

  @Test
  void theDigestChangesWithARule() {
    var rule = PolicyRule.permit("a", RuleMatch.anything().tools("files/read"));

    assertThat(table(List.of(rule)).digest())
        .startsWith("sha256:")
        .isNotEqualTo(table(List.of(rule.when("user == \"alice\""))).digest());
  }

  @Test
  void theDigestIsThatOfTheSameRules() {
    var rule = PolicyRule.permit("a", RuleMatch.anything().tools("files/read"));

    assertThat(table(List.of(rule)).digest()).isEqualTo(table(List.of(rule)).digest());
  }

  @Test
  void allUnsoundRulesAreNamedAtOnce() {
    var compilation =
        PolicyTable.compile(
            List.of(
                PolicyRule.permit("one", RuleMatch.anything()).when("user =="),
                PolicyRule.permit("two", RuleMatch.anything()).when("nobody == \"x\""),
                PolicyRule.permit("three", RuleMatch.anything()).when("user"),
                PolicyRule.permit("four", RuleMatch.anything()).when("args.x.matches(args.y)"),
                PolicyRule.permit("five", RuleMatch.anything())
                    .when("decimal(args.x) > decimal(\"1e3\")"),
                PolicyRule.permit("six", RuleMatch.anything()).when("path.under(args.x, \"docs\")"),
                PolicyRule.permit("six", RuleMatch.anything())));

    assertThat(((Compilation.Unsound) compilation).problems())
        .extracting(RuleProblem::rule)
        .containsExactly("one", "two", "three", "four", "five", "six", "six");
  }

  private static DynamicContainer scenario(String name) {
    var scenario = PolicyScenarios.read(name);
    var table = table(scenario.given());
    return DynamicContainer.dynamicContainer(
        name,
        scenario.cases().stream()
            .map(c ->
                DynamicTest.dynamicTest(
                    c.title(),
                    () -> assertThat(words(table.decide(c.query()))).isEqualTo(c.then()))));
  }

  static PolicyTable table(List<PolicyRule> rules) {
    return switch (PolicyTable.compile(rules)) {
      case Compilation.Ready ready -> ready.table();
      case Compilation.Unsound unsound -> throw new AssertionError(unsound.problems().toString());
    };
  }

  static String words(Decision decision) {
    return switch (decision) {
      case Decision.Permitted permitted -> "permitted " + permitted.rule();
      case Decision.Forbidden forbidden -> "forbidden " + forbidden.rule();
      case Decision.NotPermitted refused -> "not permitted";
    };
  }

  private static String oneByOne(List<PolicyRule> rules, PolicyQuery query) {
    for (Effect effect : List.of(Effect.FORBID, Effect.PERMIT)) {
      for (PolicyRule rule : rules) {
        var compiled = new CompiledRule(rule, 0, q -> Verdict.YES);
        if (rule.effect() == effect && compiled.matches(query, query.target().path())) {
          return (effect == Effect.FORBID ? "forbidden " : "permitted ") + rule.id();
        }
      }
    }
    return "not permitted";
  }

  private static List<PolicyRule> randomRules(Random random, int count) {
    List<PolicyRule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(new PolicyRule("rules[" + i + "]", effect(random), randomMatch(random), ""));
    }
    return rules;
  }

  private static Effect effect(Random random) {
    return random.nextInt(4) == 0 ? Effect.FORBID : Effect.PERMIT;
  }

  private static RuleMatch randomMatch(Random random) {
    return new RuleMatch(
        some(random, "a1", "a2", "a*"),
        some(random, "u1", "u2", "*"),
        some(random, "s1", "s2", "s*"),
        some(random, "files", "web", "f*"),
        some(random, "files/t1", "files/t*", "web/t2", "*/t3", "files/**", "**"),
        some(random, "files/file:///a", "files/file:///**"),
        some(random, "web/p1", "web/p*"));
  }

  private static List<String> some(Random random, String... from) {
    return random.nextInt(2) == 0
        ? List.of()
        : Stream.of(from).filter(text -> random.nextInt(3) == 0).toList();
  }

  private static PolicyQuery randomQuery(Random random) {
    List<PolicyTarget> targets =
        List.of(
            target("files", TargetKind.TOOL, "t1"),
            target("web", TargetKind.TOOL, "t2"),
            target("web", TargetKind.TOOL, "t3"),
            target("files", TargetKind.TOOL, "a/b"),
            target("files", TargetKind.RESOURCE, "file:///a"),
            target("files", TargetKind.RESOURCE, "file:///b/c"),
            target("web", TargetKind.PROMPT, "p1"));
    Subject subject =
        new Subject(
            "u" + random.nextInt(3),
            "a" + random.nextInt(3),
            List.of(),
            Set.of("s" + random.nextInt(3), "other"));
    return new PolicyQuery(
        subject, targets.get(random.nextInt(targets.size())), Circumstances.at(Instant.EPOCH));
  }

  private static PolicyTarget target(String server, TargetKind kind, String name) {
    return new PolicyTarget(server, kind, name, new Arguments.Open());
  }
}
