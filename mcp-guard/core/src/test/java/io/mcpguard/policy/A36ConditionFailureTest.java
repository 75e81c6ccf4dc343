package io.mcpguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Attack row A36: a decision point that fails, exhausts its budget or is slow. "A missing member,
 * NaN or infinity, an exhausted budget or any error in a condition counts as no for permit and as
 * yes for forbid" (contracts §5): nothing is ever allowed by a failure.
 */
class A36ConditionFailureTest {
  private static final String FAILING_ARGUMENTS =
      """
      {"text":"x","nan":"NaN","infinity":"Infinity","huge":"1e400","hex":"0x1p10","big":1e308,
       "zero":0.0,"list":[1,2,3],"exact":0.1,"deep":{"a":1},"nothing":null}
      """;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "args.missing == 1",
        "args.missing.deeper == 1",
        "args.deep.b == 1",
        "args.text > 1",
        "args.text.deeper == 1",
        "double(args.nan) > 1.0",
        "!(double(args.nan) > 1.0)",
        "double(args.nan) != 1.0",
        "double(args.infinity) > 1.0",
        "double(args.huge) > 1.0",
        "double(args.hex) > 1.0",
        "args.big * args.big > 1.0",
        "args.big + args.big > 1.0",
        "args.zero / args.zero != 1.0",
        "args.exact / args.zero > 1.0",
        "0.0 - args.big * 10.0 < 1.0",
        "1 / 0 == 1",
        "9223372036854775807 + args.list[0] > 0",
        "args.list[7] == 1",
        "decimal(args.nan) > decimal(\"1\")",
        "decimal(args.huge) > decimal(\"1\")",
        "decimal(args.hex) > decimal(\"1\")",
        "decimal(args.list) > decimal(\"1\")",
        "decimal(args.nothing) > decimal(\"1\")",
        "int(args.text) > 1",
        "timestamp(args.text) < now",
        "duration(args.text) < duration(\"1s\")",
        "path.under(args.text, \"/srv\")",
        "path.under(args.list, \"/srv\")",
        "token.missing == 1",
        "run.missing == 1",
        "source.missing == 1",
        "args.list.all(x, x.missing == 1)",
        "args.list.map(x, x + args.missing) == []",
      })
  void aConditionThatFailsNeverAllows(String condition) {
    var decisions = bothWays(condition, FAILING_ARGUMENTS, ConditionLimits.usual(), () -> 0L);

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void aConditionThatExhaustsItsIterationsNeverAllows() {
    var limits = new ConditionLimits(Duration.ofMinutes(1), 100, 10_000, 64 * 1024);

    var decisions =
        bothWays("args.list.all(x, args.list.all(y, x + y >= 0))", numbers(20), limits, () -> 0L);

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void aConditionWithinItsIterationsIsDecided() {
    var limits = new ConditionLimits(Duration.ofMinutes(1), 1000, 10_000, 64 * 1024);

    var decisions =
        bothWays("args.list.all(x, args.list.all(y, x + y >= 0))", numbers(20), limits, () -> 0L);

    assertThat(decisions).containsExactly("permitted rules[0]", "forbidden rules[1]");
  }

  @Test
  void aConditionThatLooksAtTooManyValuesNeverAllows() {
    var limits = new ConditionLimits(Duration.ofMinutes(1), 1000, 100, 64 * 1024);

    var decisions = bothWays("size(args.list) > 0", numbers(101), limits, () -> 0L);

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void aConditionThatLooksAtTooMuchTextNeverAllows() {
    var limits = new ConditionLimits(Duration.ofMinutes(1), 1000, 100, 1000);
    var arguments = "{\"text\":\"" + "x".repeat(1001) + "\"}";

    var decisions = bothWays("args.text.startsWith(\"x\")", arguments, limits, () -> 0L);

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void aLongTextThatTheConditionDoesNotNameCostsNothing() {
    var limits = new ConditionLimits(Duration.ofMinutes(1), 1000, 100, 1000);
    var arguments = "{\"n\":1,\"text\":\"" + "x".repeat(1001) + "\"}";

    var decisions = bothWays("args.n == 1", arguments, limits, () -> 0L);

    assertThat(decisions).containsExactly("permitted rules[0]", "forbidden rules[1]");
  }

  @Test
  void aConditionThatTakesTooLongNeverAllows() {
    var limits = new ConditionLimits(Duration.ofMillis(10), 1000, 1000, 1000);
    var clock = new AtomicLong();

    var decisions =
        bothWays("args.list.all(x, x >= 0)", numbers(20), limits, () -> clock.getAndAdd(1_000_000));

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void anAnswerThatComesTooLateNeverAllows() {
    var limits = new ConditionLimits(Duration.ofMillis(10), 1000, 1000, 1000);
    var clock = new AtomicLong();

    var decisions = bothWays("1 == 1", "{}", limits, () -> clock.getAndAdd(11_000_000));

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void aNumberThatADoubleCannotHoldNeverAllows() {
    var decisions =
        bothWays(
            "args.x > 0.0", "{\"x\":100.00000000000000000001}", ConditionLimits.usual(), () -> 0L);

    assertThat(decisions).containsExactly("not permitted", "forbidden rules[1]");
  }

  @Test
  void aToolsNameThatThereIsNotNeverAllows() {
    var rules = List.of(PolicyRule.permit("rules[0]", RuleMatch.anything()).when("tool != \"x\""));
    var query = query(TargetKind.PROMPT, "{}");

    assertThat(PolicyTableTest.words(PolicyTableTest.table(rules).decide(query)))
        .isEqualTo("not permitted");
  }

  /** The decision where only a permit has the condition, and where a forbid has it too. */
  private static List<String> bothWays(
      String condition, String arguments, ConditionLimits limits, LongSupplier nanos) {
    var permit = PolicyRule.permit("rules[0]", RuleMatch.anything()).when(condition);
    var always = PolicyRule.permit("always", RuleMatch.anything());
    var forbid = PolicyRule.forbid("rules[1]", RuleMatch.anything()).when(condition);
    var query = query(TargetKind.TOOL, arguments);
    return List.of(
        PolicyTableTest.words(table(List.of(permit), limits, nanos).decide(query)),
        PolicyTableTest.words(table(List.of(always, forbid), limits, nanos).decide(query)));
  }

  private static PolicyTable table(
      List<PolicyRule> rules, ConditionLimits limits, LongSupplier nanos) {
    return switch (PolicyTable.compile(rules, limits, nanos)) {
      case Compilation.Ready ready -> ready.table();
      case Compilation.Unsound unsound -> throw new AssertionError(unsound.problems().toString());
    };
  }

  private static PolicyQuery query(TargetKind kind, String arguments) {
    return new PolicyQuery(
        new Subject("alice", "agent-1", List.of("agent-1"), Set.of("files.read")),
        new PolicyTarget(
            "files", kind, "read", new Arguments.Present(PolicyScenarios.object(arguments))),
        Circumstances.at(Instant.parse("2026-05-01T12:00:00Z")));
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(",", "{\"list\":[", "]}"));
  }
}
