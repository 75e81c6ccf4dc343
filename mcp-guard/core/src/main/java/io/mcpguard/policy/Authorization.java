package io.mcpguard.policy;

import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Standing;
import io.mcpguard.catalog.Targeted;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Target;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

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

  /** Decides by {@code policy}. */
  public Authorization(PolicyTable policy, Catalog catalog, InstantSource clock) {
    this.policy = policy;
    this.catalog = catalog;
    this.clock = clock;
  }

  /** The call, if it is permitted now. */
  public Outcome<Authorized> authorize(Targeted targeted) {
    Delegated caller = targeted.caller();
    Target target = targeted.call().target();
    Scopes used = targeted.used();
    if (!used.isEmpty()) {
      Decision decision =
          decide(
              caller,
              targeted.upstream(),
              target,
              caller.held(),
              new Arguments.Present(targeted.call().arguments()));
      return switch (decision) {
        case Decision.Permitted permitted ->
            Outcome.proceed(new Authorized(targeted, permitted.policyDigest(), permitted.rule()));
        case Decision.Forbidden forbidden ->
            denied(targeted, "rule " + forbidden.rule() + " forbids it");
        case Decision.NotPermitted not -> denied(targeted, "no rule permits it");
      };
    }
    return switch (classify(caller, targeted.upstream(), target, targeted.covering())) {
      case Visibility.Reachable reachable ->
          new Refused<>(
              Denial.insufficientScope(
                  reachable.needed().tokens(), "the delegation lacks scope " + reachable.needed()));
      case Visibility.Callable callable -> outOfReach("the delegation does not cover it");
      case Visibility.OutOfReach out ->
          outOfReach(
              "the user's entitlement, the agent's ceiling or the policy keeps it out of reach");
    };
  }

  /** A client's answer goes where the call that it belongs to was permitted to go. */
  public Authorized answering(Targeted answer, Authorized during) {
    return new Authorized(answer, during.policyDigest(), during.rule());
  }

  /** Which of the three classes a thing on a list is in, for one caller. */
  public Visibility visibility(Delegated caller, Upstream upstream, Target target) {
    if (target instanceof Target.Tool tool) {
      boolean pinned = catalog.standing(upstream.name(), tool.name()) instanceof Standing.Pinned;
      if (!pinned || !catalog.consentReaches(caller, upstream.name(), tool.name())) {
        return new Visibility.OutOfReach();
      }
    }
    return classify(caller, upstream, target, catalog.covering(upstream.name(), target));
  }

  private Visibility classify(Delegated caller, Upstream upstream, Target target, Scopes covering) {
    Arguments open = new Arguments.Open();
    if (!covering.intersection(caller.held()).isEmpty()
        && decide(caller, upstream, target, caller.held(), open) instanceof Decision.Permitted) {
      return new Visibility.Callable();
    }
    Scopes missing = covering.minus(caller.held()).intersection(caller.grantable());
    for (String scope : missing) {
      Scopes one = Scopes.of(scope);
      if (decide(caller, upstream, target, caller.held().union(one), open)
          instanceof Decision.Permitted) {
        return new Visibility.Reachable(one);
      }
    }
    return new Visibility.OutOfReach();
  }

  /** What no arguments would make permitted is answered like what does not exist. */
  private Outcome<Authorized> denied(Targeted targeted, String detail) {
    Visibility open =
        classify(
            targeted.caller(), targeted.upstream(), targeted.call().target(), targeted.covering());
    return switch (open) {
      case Visibility.Callable callable -> Outcome.refuse(Reason.POLICY_DENIED, detail);
      case Visibility.Reachable reachable ->
          new Refused<>(
              Denial.insufficientScope(
                  reachable.needed().tokens(), detail + "; scope would cure it"));
      case Visibility.OutOfReach out -> outOfReach(detail);
    };
  }

  private static Outcome<Authorized> outOfReach(String detail) {
    return Outcome.refuse(Reason.OUT_OF_REACH, detail);
  }

  private Decision decide(
      Delegated caller, Upstream upstream, Target target, Scopes scopes, Arguments arguments) {
    String agent = caller.principal().agent().clientId();
    Subject subject =
        new Subject(caller.principal().user(), agent, List.of(agent), Set.copyOf(scopes.tokens()));
    PolicyTarget aim = new PolicyTarget(upstream.name(), kind(target), target.name(), arguments);
    return policy.decide(new PolicyQuery(subject, aim, circumstances(caller)));
  }

  private Circumstances circumstances(Delegated caller) {
    Login login = caller.principal().login();
    Facts token = Facts.none().with("expires_at", caller.expiresAt());
    if (!login.acr().isEmpty()) {
      token = token.with("acr", login.acr());
    }
    if (login.at().isPresent()) {
      token = token.with("auth_time", login.authTime());
    }
    Facts source = Facts.none().with("method", caller.principal().agent().method());
    return new Circumstances(clock.instant(), source, token, Facts.none());
  }

  private static TargetKind kind(Target target) {
    return switch (target) {
      case Target.Tool tool -> TargetKind.TOOL;
      case Target.Prompt prompt -> TargetKind.PROMPT;
      case Target.Resource resource -> TargetKind.RESOURCE;
      case Target.Template template -> TargetKind.RESOURCE;
      case Target.Question question ->
          throw new IllegalArgumentException("no policy is asked about an answer");
      case Target.Server server ->
          throw new IllegalArgumentException("no policy is asked about a list");
    };
  }
}
