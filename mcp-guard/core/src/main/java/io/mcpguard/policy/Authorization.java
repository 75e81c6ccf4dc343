package io.mcpguard.policy;

import io.mcpguard.catalog.Aimed;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Standing;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.exchange.Ruling;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.RunBinding;
import io.mcpguard.protocol.Target;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The decision point: does the delegation cover this call, and does the policy permit it?
 *
 * <p>It decides with the scope that is held. Where scope is missing it asks once more with what the
 * user could still grant, and only if that would be permitted is the answer a step-up: nobody is
 * sent to a consent page in vain.
 */
public final class Authorization {
  private final PolicyTable policy;
  private final Catalog catalog;
  private final InstantSource clock;
  private final StepUp stepUp;

  /** What is on a list is there for the calls of any session or run. */
  private static final Lineage ANY = Lineage.root("", new RunBinding.Session());

  /** Decides by {@code policy}. */
  public Authorization(PolicyTable policy, Catalog catalog, InstantSource clock) {
    this.policy = policy;
    this.catalog = catalog;
    this.clock = clock;
    this.stepUp = new StepUp(policy);
  }

  /** The call, if it is permitted now. */
  public Outcome<Authorized> authorize(Targeted targeted) {
    Question question =
        new Question(
            targeted.caller(),
            targeted.upstream(),
            targeted.covering(),
            targeted.call().conversation().lineage());
    Target target = targeted.call().target();
    PolicyQuery query = query(question, target, given(targeted.call()));
    Decision decision = decide(question, target, query);
    if (!targeted.used().isEmpty() && decision instanceof Decision.Permitted permitted) {
      return targeted.isAwaited()
          ? new Refused<>(awaited(targeted).under(ruling(decision)))
          : Outcome.proceed(new Authorized(targeted, permitted.policyDigest(), permitted.rule()));
    }
    return new Refused<>(
        cure(question, target, query)
            .map(needed ->
                targeted.isAwaited()
                    ? awaited(targeted)
                    : Denial.insufficientScope(
                        needed.tokens(), detail(targeted, decision) + "; scope would cure it"))
            .orElseGet(() ->
                // What no arguments would make permitted is answered like what does not exist.
                switch (classify(question, target)) {
                  case Visibility.OutOfReach out ->
                      Denial.of(Reason.OUT_OF_REACH, detail(targeted, decision));
                  case Visibility.Callable callable ->
                      Denial.of(Reason.POLICY_DENIED, detail(targeted, decision));
                  case Visibility.Reachable reachable ->
                      Denial.of(Reason.POLICY_DENIED, detail(targeted, decision));
                })
            .under(ruling(decision)));
  }

  /** Told only to whom the tool is within reach; to others it is not there. */
  private static Denial awaited(Targeted targeted) {
    return Denial.of(
        Reason.UPSTREAM_DOWN, "the tools of " + targeted.upstream().name() + " are not seen yet");
  }

  private static String detail(Targeted targeted, Decision decision) {
    String lacks =
        targeted.used().isEmpty() ? "the delegation holds none of the scopes that cover it; " : "";
    return lacks
        + switch (decision) {
          case Decision.Permitted permitted -> "rule " + permitted.rule() + " permits it";
          case Decision.Forbidden forbidden -> "rule " + forbidden.rule() + " forbids it";
          case Decision.NotPermitted not -> "no rule permits it";
        };
  }

  private static Ruling ruling(Decision decision) {
    return switch (decision) {
      case Decision.Permitted permitted -> new Ruling(permitted.policyDigest(), permitted.rule());
      case Decision.Forbidden forbidden -> new Ruling(forbidden.policyDigest(), forbidden.rule());
      case Decision.NotPermitted not -> new Ruling(not.policyDigest(), "");
    };
  }

  /** The arguments of a task were decided on when it began. */
  private static Arguments given(Call call) {
    return call.target() instanceof Target.Task
        ? new Arguments.Open()
        : new Arguments.Present(call.arguments());
  }

  /** A client's answer goes where the call that it belongs to was permitted to go. */
  public Authorized answering(Targeted answer, Authorized during) {
    return new Authorized(answer, during.policyDigest(), during.rule());
  }

  /** A subscription, if the caller may read and ask for all that it follows. */
  public Outcome<Authorized> subscribing(Targeted targeted) {
    boolean permitted =
        targeted.call().target() instanceof Target.Subscription subscription
            && subscription.resources().stream()
                .map(Target.Resource::new)
                .map(uri -> visibility(targeted, uri))
                .allMatch(Visibility.Callable.class::isInstance)
            && subscription.tasks().stream()
                .map(task -> visibility(targeted, task.call()))
                .allMatch(Visibility.Callable.class::isInstance);
    return permitted && !targeted.used().isEmpty()
        ? Outcome.proceed(new Authorized(targeted, policy.digest(), ""))
        : Outcome.refuse(Reason.OUT_OF_REACH, "a subscription to what the caller may not read");
  }

  /** Which of the three classes a thing is in for a call that is about more than this thing. */
  public Visibility visibility(Aimed call, Target target) {
    return visibility(call.caller(), call.upstream(), target, call.call().conversation().lineage());
  }

  /** Which of the three classes a thing on a list is in, for one caller. */
  public Visibility visibility(Delegated caller, Upstream upstream, Target target) {
    return visibility(caller, upstream, target, ANY);
  }

  private Visibility visibility(
      Delegated caller, Upstream upstream, Target target, Lineage lineage) {
    if (target instanceof Target.Tool tool) {
      boolean pinned = catalog.standing(upstream.name(), tool.name()) instanceof Standing.Pinned;
      if (!pinned || !catalog.consentReaches(caller, upstream.name(), tool.name())) {
        return new Visibility.OutOfReach();
      }
    }
    Scopes covering = catalog.covering(caller, upstream.name(), target);
    return classify(new Question(caller, upstream, covering, lineage), target);
  }

  private Visibility classify(Question question, Target target) {
    PolicyQuery query = query(question, target, Question.listed(target));
    if (question.isCovered() && decide(question, target, query) instanceof Decision.Permitted) {
      return new Visibility.Callable();
    }
    return cure(question, target, query)
        .<Visibility>map(Visibility.Reachable::new)
        .orElseGet(Visibility.OutOfReach::new);
  }

  /**
   * What the policy says. Where no rule speaks of a user interface, it is read by whoever may call
   * a tool that names it, because such a tool's result is shown in it (MCP Apps, {@code
   * io.modelcontextprotocol/ui}). Whoever reads it with the scope of a tool must be permitted that
   * tool.
   */
  private Decision decide(Question question, Target target, PolicyQuery query) {
    Decision own = policy.decide(query);
    List<Target.Tool> tools = naming(question, target);
    if (tools.isEmpty()) {
      return own;
    }
    return switch (own) {
      case Decision.Forbidden forbidden -> forbidden;
      case Decision.Permitted permitted when alone(question, target).isCovered() -> permitted;
      case Decision.Permitted permitted ->
          throughTool(question, tools)
              .<Decision>map(tool -> permitted)
              .orElseGet(() -> new Decision.NotPermitted(policy.digest()));
      case Decision.NotPermitted not ->
          policy.speaksOf(query) ? not : throughTool(question, tools).orElse(not);
    };
  }

  /** That one of these tools, which the caller's scopes cover, is permitted. */
  private Optional<Decision> throughTool(Question question, List<Target.Tool> tools) {
    return tools.stream()
        .filter(tool -> alone(question, tool).isCovered())
        .map(tool -> policy.decide(query(question, tool, Question.listed(tool))))
        .filter(Decision.Permitted.class::isInstance)
        .findFirst();
  }

  /** The tools whose user interface this is. */
  private List<Target.Tool> naming(Question question, Target target) {
    return target instanceof Target.Resource resource
        ? catalog.naming(question.caller(), question.upstream().name(), resource)
        : List.of();
  }

  /** The same question of this thing alone: an interface without the tools that name it. */
  private Question alone(Question question, Target target) {
    Scopes covering = catalog.coveringAlone(question.upstream().name(), target);
    return new Question(question.caller(), question.upstream(), covering, question.lineage());
  }

  private Optional<Scopes> cure(Question question, Target target, PolicyQuery query) {
    List<Target.Tool> tools = naming(question, target);
    return tools.isEmpty()
        ? cure(question, query)
        : cure(alone(question, target), query)
            .or(() ->
                tools.stream()
                    .flatMap(tool ->
                        cure(alone(question, tool), query(question, tool, Question.listed(tool)))
                            .stream())
                    .filter(needed -> isLeftToTools(query, question.caller().held().union(needed)))
                    .findFirst());
  }

  /** Whether an interface would be read by whoever may call a tool that names it. */
  private boolean isLeftToTools(PolicyQuery query, Scopes held) {
    PolicyQuery then = query.holding(held.tokens());
    return switch (policy.decide(then)) {
      case Decision.Forbidden forbidden -> false;
      case Decision.Permitted permitted -> true;
      case Decision.NotPermitted not -> !policy.speaksOf(then);
    };
  }

  private Optional<Scopes> cure(Question question, PolicyQuery query) {
    Delegated caller = question.caller();
    Scopes missing =
        caller
            .grantable()
            .minus(caller.held())
            .intersection(catalog.reaching(question.upstream().name()));
    return stepUp.cure(query, caller.held(), missing, question.covering());
  }

  private PolicyQuery query(Question question, Target target, Arguments arguments) {
    return question.about(target, arguments, clock.instant());
  }
}
