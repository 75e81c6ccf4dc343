package io.mcpguard.policy;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.identity.Login;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.protocol.Lineage;
import io.mcpguard.protocol.NoParameters;
import io.mcpguard.protocol.Target;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who asks for what, as far as it does not hang on arguments.
 *
 * @param covering the scopes of which one has to be held
 * @param lineage what the call comes from
 */
record Question(Delegated caller, Upstream upstream, Scopes covering, Lineage lineage) {
  /** Whether the caller holds a scope that covers it. */
  boolean isCovered() {
    return !covering.intersection(caller.held()).isEmpty();
  }

  /** The question as the policy is asked it. */
  PolicyQuery about(Target target, Arguments arguments, Instant now) {
    String agent = caller.principal().agent().clientId();
    Subject subject =
        new Subject(
            caller.principal().user(), agent, actors(agent), Set.copyOf(caller.held().tokens()));
    PolicyTarget aim = new PolicyTarget(upstream.name(), kind(target), named(target), arguments);
    return new PolicyQuery(subject, aim, circumstances(now));
  }

  private List<String> actors(String agent) {
    return lineage.hop() == 0
        ? List.of(agent)
        : Stream.concat(
                Stream.of(agent), lineage.forebears().stream().map(Lineage.Forebear::clientId))
            .toList();
  }

  private Circumstances circumstances(Instant now) {
    Login login = caller.principal().login();
    Facts token = Facts.none().with("expires_at", caller.expiresAt());
    if (!login.acr().isEmpty()) {
      token = token.with("acr", login.acr());
    }
    if (login.at().isPresent()) {
      token = token.with("auth_time", login.authTime());
    }
    Facts source = Facts.none().with("method", caller.principal().agent().method());
    return new Circumstances(now, source, token, run());
  }

  private Facts run() {
    return Facts.none().with("root", lineage.rootKind().word()).with("hop", lineage.hop());
  }

  /** Of a thing on a list: what a caller cannot choose is known before the call. */
  static Arguments listed(Target target) {
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
