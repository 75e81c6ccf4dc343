package io.mcpguard.upstream;

import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.Target;
import java.util.Optional;

/**
 * A client's request as its upstream is to have it, before anything is decided about it: with the
 * upstream's own state and ids where the client has sealed ones, and no more than may go there.
 */
public final class OutboundRequests {
  private final ParameterHeaders headers;
  private final RequestStates states;
  private final TaskHandles tasks;
  private final Authorization authorization;
  private final Following following;

  /** {@code states} and {@code tasks} open what clients got sealed. */
  OutboundRequests(
      ParameterHeaders headers,
      RequestStates states,
      TaskHandles tasks,
      Authorization authorization) {
    this.headers = headers;
    this.states = states;
    this.tasks = tasks;
    this.authorization = authorization;
    this.following = new Following(authorization, tasks);
  }

  /** A request that says of its client no more than its upstream may use. */
  public McpMessage.Request told(Upstream upstream, McpMessage.Request request) {
    return Abilities.told(upstream, request);
  }

  /** A request that goes on with an earlier one, with the upstream's own state in it. */
  public Outcome<Round> resumed(Delegated caller, Upstream upstream, McpMessage.Request request) {
    return states.open(caller, upstream.name(), request);
  }

  /**
   * A request whose arguments are not too long for the headers in which they are repeated to its
   * upstream.
   */
  public Outcome<McpMessage.Request> repeatable(Upstream upstream, McpMessage.Request request) {
    return RequestHeads.areTooLong(headers, upstream.name(), request)
        ? Outcome.refuse(
            Reason.INVALID_PARAMS,
            "arguments that the tool wants in headers are longer than those may be")
        : Outcome.proceed(request);
  }

  /** A request about a task that is the caller's own, with the upstream's own id in it. */
  public Outcome<McpMessage.Request> ownTask(
      Delegated caller, Upstream upstream, McpMessage.Request request) {
    return tasks.open(caller, upstream, request);
  }

  /** A subscription to what of it the caller may read, and to tasks of its own. */
  public Outcome<McpMessage.Request> narrowed(
      Delegated caller, Upstream upstream, McpMessage.Request listen) {
    return following.narrowed(caller, upstream, listen);
  }

  /** Why the caller may not read a resource, where a scope would cure it; empty else. */
  public Optional<Denial> missingScope(Delegated caller, Upstream upstream, String uri) {
    return authorization.visibility(caller, upstream, new Target.Resource(uri))
            instanceof Visibility.Reachable(Scopes needed)
        ? Optional.of(
            Denial.insufficientScope(
                needed.tokens(), "a subscription to what is not read yet; scope would cure it"))
        : Optional.empty();
  }
}
