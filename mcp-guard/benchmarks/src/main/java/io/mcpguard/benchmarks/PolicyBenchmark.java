package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.policy.Arguments;
import io.mcpguard.policy.Circumstances;
import io.mcpguard.policy.Compilation;
import io.mcpguard.policy.Decision;
import io.mcpguard.policy.Effect;
import io.mcpguard.policy.PolicyQuery;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.policy.PolicyTarget;
import io.mcpguard.policy.RuleMatch;
import io.mcpguard.policy.Subject;
import io.mcpguard.policy.TargetKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One decision by a table of a hundred rules with conditions, of which some match the call. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PolicyBenchmark {
  /** Rules about the tool that is called; each has its condition evaluated. */
  @Param({"1", "10"})
  public int matching;

  private PolicyTable table = PolicyTable.whateverScopesCover();
  private PolicyQuery query = query("{}");

  @Setup
  public void compile() {
    query = query("{\"q\":\"ok\"}");
    List<PolicyRule> rules = new ArrayList<>();
    rules.add(rule(Effect.PERMIT, 0, "echo/*", "size(args.q) < 100"));
    for (int n = 1; n < 100; n++) {
      String tool = n < matching ? "echo/echo" : "echo/other_" + n;
      rules.add(rule(Effect.FORBID, n, tool, "args.q == 'forbidden' || size(args.q) > 1000"));
    }
    table =
        switch (PolicyTable.compile(rules)) {
          case Compilation.Ready ready -> ready.table();
          case Compilation.Unsound unsound ->
              throw new IllegalStateException(unsound.problems().toString());
        };
  }

  @Benchmark
  public Decision decide() {
    return table.decide(query);
  }

  private static PolicyRule rule(Effect effect, int n, String tool, String when) {
    List<String> scopes = effect == Effect.PERMIT ? List.of("echo.call") : List.of();
    RuleMatch match =
        new RuleMatch(List.of(), List.of(), scopes, List.of(), List.of(tool), List.of(), List.of());
    return new PolicyRule("rules[" + n + "]", effect, match, when);
  }

  private static PolicyQuery query(String arguments) {
    try {
      var document = JsonDocument.read(arguments.getBytes(UTF_8), ReadRules.request());
      var present = new Arguments.Present((JsonObject) document.root());
      return new PolicyQuery(
          new Subject("alice", "agent", List.of("agent"), Set.of("echo.call")),
          new PolicyTarget("echo", TargetKind.TOOL, "echo", present),
          Circumstances.at(Instant.EPOCH));
    } catch (MalformedJson e) {
      throw new IllegalArgumentException(e);
    }
  }
}
