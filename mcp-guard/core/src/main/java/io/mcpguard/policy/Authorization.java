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
import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Call;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.NoParameters;
import io.mcpguard.protocol.RunBinding;
import io.mcpguard.protocol.Target;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

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

  /** Who asks for what, as far as it does not hang on arguments. */
  private record Question(Delegated caller, Upstream upstream, Scopes covering, Lineage lineage) {}

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
    PolicyQuery query = query(question, target, listed(target));
    Scopes held = question.caller().held();
    if (!question.covering().intersection(held).isEmpty()
        && decide(question, target, query) instanceof Decision.Permitted) {
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
      case Decision.Permitted permitted when isCovered(about(question, target)) -> permitted;
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
        .filter(tool -> isCovered(about(question, tool)))
        .map(tool -> policy.decide(query(question, tool, listed(tool))))
        .filter(Decision.Permitted.class::isInstance)
        .findFirst();
  }

  private static boolean isCovered(Question question) {
    return !question.covering().intersection(question.caller().held()).isEmpty();
  }

  /** The tools whose user interface this is. */
  private List<Target.Tool> naming(Question question, Target target) {
    return target instanceof Target.Resource resource
        ? catalog.naming(question.caller(), question.upstream().name(), resource)
        : List.of();
  }

  /** The same question of this thing alone: an interface without the tools that name it. */
  private Question about(Question question, Target target) {
    Scopes covering = catalog.coveringAlone(question.upstream().name(), target);
    return new Question(question.caller(), question.upstream(), covering, question.lineage());
  }

  private Optional<Scopes> cure(Question question, Target target, PolicyQuery query) {
    List<Target.Tool> tools = naming(question, target);
    return tools.isEmpty()
        ? cure(question, query)
        : cure(about(question, target), query)
            .or(() ->
                tools.stream()
                    .flatMap(tool ->
                        cure(about(question, tool), query(question, tool, listed(tool))).stream())
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
    Delegated caller = question.caller();
    String agent = caller.principal().agent().clientId();
    Subject subject =
        new Subject(
            caller.principal().user(),
            agent,
            actors(agent, question.lineage()),
            Set.copyOf(caller.held().tokens()));
    PolicyTarget aim =
        new PolicyTarget(question.upstream().name(), kind(target), named(target), arguments);
    return new PolicyQuery(subject, aim, circumstances(caller, question.lineage()));
  }

  private static List<String> actors(String agent, Lineage lineage) {
    return lineage.hop() == 0
        ? List.of(agent)
        : Stream.concat(
                Stream.of(agent), lineage.forebears().stream().map(Lineage.Forebear::clientId))
            .toList();
  }

  private Circumstances circumstances(Delegated caller, Lineage lineage) {
    Login login = caller.principal().login();
    Facts token = Facts.none().with("expires_at", caller.expiresAt());
    if (!login.acr().isEmpty()) {
      token = token.with("acr", login.acr());
    }
    if (login.at().isPresent()) {
      token = token.with("auth_time", login.authTime());
    }
    Facts source = Facts.none().with("method", caller.principal().agent().method());
    return new Circumstances(clock.instant(), source, token, run(lineage));
  }

  private static Facts run(Lineage lineage) {
    return Facts.none().with("root", lineage.rootKind().word()).with("hop", lineage.hop());
  }

  /** Of a thing on a list: what a caller cannot choose is known before the call. */
  private static Arguments listed(Target target) {
    return switch (target) {
      case Target.Tool tool -> new Arguments.Open();
      case Target.Prompt prompt -> new Arguments.Open();
      case Target.Resource resource -> new Arguments.Present(NoParameters.OBJECT);
      case Target.Template template -> new Arguments.Present(NoParameters.OBJECT);
      case Target.Task task -> new Arguments.Open();
      case Target.TaskHandle handle -> throw unasked(handle);
      case Target.Question question -> throw unasked(question);
      case Target.Subscription subscription -> throw unasked(subscription);
      case Target.Server server -> throw unasked(server);
    };
  }

  private static IllegalArgumentException unasked(Target target) {
    return new IllegalArgumentException("no policy is asked about " + target.getClass());
  }

  private static String named(Target target) {
    return target instanceof Target.Task task ? task.tool() : target.name();
  }

  private static TargetKind kind(Target target) {
    return switch (target) {
      case Target.Tool tool -> TargetKind.TOOL;
      case Target.Prompt prompt -> TargetKind.PROMPT;
      case Target.Resource resource -> TargetKind.RESOURCE;
      case Target.Template template -> TargetKind.RESOURCE;
      case Target.Task task -> TargetKind.TOOL;
      case Target.TaskHandle handle -> throw unasked(handle);
      case Target.Question question -> throw unasked(question);
      case Target.Subscription subscription -> throw unasked(subscription);
      case Target.Server server -> throw unasked(server);
    };
  }
}
