package io.mcpguard.policy;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.PlainUri;
import io.mcpguard.oauth.Scopes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * A default-deny table of rules. {@code forbid} beats {@code permit}; the order of the rules does
 * not matter; what a rule cannot tell counts against the call.
 *
 * <p>Immutable, and safe for any number of threads.
 */
public final class PolicyTable {
  private final RuleIndex permits;
  private final RuleIndex forbids;
  private final String digest;

  private PolicyTable(List<CompiledRule> rules, String digest) {
    this.permits = new RuleIndex(of(Effect.PERMIT, rules));
    this.forbids = new RuleIndex(of(Effect.FORBID, rules));
    this.digest = digest;
  }

  /**
   * The table for a guard without a policy: it permits whatever the scopes cover, which is decided
   * before a policy is asked.
   */
  public static PolicyTable whateverScopesCover() {
    PolicyRule rule = PolicyRule.permit("whatever-scopes-cover", RuleMatch.anything());
    List<CompiledRule> rules = List.of(new CompiledRule(rule, 0, query -> Verdict.YES));
    return new PolicyTable(rules, digest(List.of(rule)));
  }

  /** Compiles all rules, their conditions included, or says all that is wrong with them. */
  public static Compilation compile(List<PolicyRule> rules) {
    return compile(rules, ConditionLimits.usual(), System::nanoTime);
  }

  static Compilation compile(List<PolicyRule> rules, ConditionLimits limits, LongSupplier nanos) {
    List<RuleProblem> problems = new ArrayList<>();
    List<CompiledRule> compiled = new ArrayList<>();
    Supplier<ConditionCompiler> compiler = once(() -> new ConditionCompiler(limits, nanos));
    Set<String> ids = new HashSet<>();
    for (PolicyRule rule : rules) {
      if (!ids.add(rule.id())) {
        problems.add(new RuleProblem(rule.id(), "id", "names two rules; give each its own"));
      }
      try {
        compiled.add(new CompiledRule(rule, compiled.size(), condition(rule, compiler)));
      } catch (ConditionCompiler.Unusable e) {
        problems.add(new RuleProblem(rule.id(), "when", String.valueOf(e.getMessage())));
      }
    }
    return problems.isEmpty()
        ? new Compilation.Ready(new PolicyTable(compiled, digest(rules)))
        : new Compilation.Unsound(problems);
  }

  /** What the policy says. Takes no longer than its conditions may; waits for nothing. */
  public Decision decide(PolicyQuery query) {
    if (isAmbiguous(query.target())) {
      return new Decision.NotPermitted(digest);
    }
    for (CompiledRule rule : forbids.matching(query)) {
      if (rule.applies(query)) {
        return new Decision.Forbidden(rule.id(), digest);
      }
    }
    for (CompiledRule rule : permits.matching(query)) {
      if (rule.applies(query)) {
        return new Decision.Permitted(rule.id(), digest);
      }
    }
    return new Decision.NotPermitted(digest);
  }

  /**
   * Whether a rule would permit such a call but for its condition, or what is asked for cannot be
   * told from its name: then nothing else may be taken for a permission.
   */
  boolean speaksOf(PolicyQuery query) {
    return isAmbiguous(query.target()) || !permits.matching(query).isEmpty();
  }

  /**
   * Those of {@code scopes} that a rule asks for which would permit such a call, its condition
   * aside.
   */
  Scopes namedByPermits(PolicyQuery query, Scopes scopes) {
    return Scopes.of(
        scopes.tokens().stream()
            .filter(scope ->
                permits.matching(query.holding(Set.of(scope))).stream()
                    .anyMatch(CompiledRule::asksForScope))
            .toList());
  }

  /** The SHA-256 of the rules in canonical JSON, as written: {@code sha256:} and hex. */
  public String digest() {
    return digest;
  }

  /** A tool server may read such a URI differently from its text, so no pattern speaks of it. */
  private static boolean isAmbiguous(PolicyTarget target) {
    return target.kind() == TargetKind.RESOURCE && !PlainUri.isPlain(target.name());
  }

  private static List<CompiledRule> of(Effect effect, List<CompiledRule> rules) {
    return rules.stream().filter(rule -> rule.effect() == effect).toList();
  }

  private static CompiledRule.Test condition(PolicyRule rule, Supplier<ConditionCompiler> compiler)
      throws ConditionCompiler.Unusable {
    return rule.isConditional()
        ? compiler.get().compile(rule.when())::evaluate
        : query -> Verdict.YES;
  }

  /** A policy without conditions must not pay for loading CEL. */
  private static <T> Supplier<T> once(Supplier<T> make) {
    List<T> made = new ArrayList<>(1);
    return () -> {
      if (made.isEmpty()) {
        made.add(make.get());
      }
      return made.getFirst();
    };
  }

  private static String digest(List<PolicyRule> rules) {
    List<JsonText> canonical = rules.stream().map(PolicyTable::canonical).toList();
    return Digests.ofBytes(JsonText.object().put("v", 1).putAll("rules", canonical).bytes());
  }

  private static JsonText canonical(PolicyRule rule) {
    RuleMatch match = rule.match();
    return JsonText.object()
        .put("id", rule.id())
        .put("effect", rule.effect().word())
        .put("agents", match.agents())
        .put("users", match.users())
        .put("scopes", match.scopes())
        .put("servers", match.servers())
        .put("tools", match.tools())
        .put("resources", match.resources())
        .put("prompts", match.prompts())
        .put("when", rule.when());
  }
}
