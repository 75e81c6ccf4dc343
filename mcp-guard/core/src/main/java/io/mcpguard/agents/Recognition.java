package io.mcpguard.agents;

import io.mcpguard.authn.Authenticated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import java.time.InstantSource;
import java.util.Optional;

/** Looks the agent up on every call, so that the kill switch works on the next one. */
public final class Recognition {
  private final AgentRegistry registry;
  private final InstantSource clock;

  /**
   * Recognises what {@code registry} knows; what stands for the consent says whether an agent can
   * come to be known here.
   */
  public Recognition(AgentRegistry registry, InstantSource clock) {
    this.registry = registry;
    this.clock = clock;
  }

  /** The caller with its agent, if the agent is known and not revoked. */
  public Outcome<Recognised> recognise(Authenticated caller) {
    Optional<Agent> agent = registry.find(caller.clientId());
    if (agent.isPresent()) {
      return active(caller, agent.get());
    }
    return switch (caller.source()) {
      case RECORDED ->
          Outcome.refuse(
              Reason.AGENT_REVOKED, "the agent is not in the registry: it must log in again");
      case TOKEN -> active(caller, enrolled(caller.clientId(), "external"));
      case LAUNCH -> active(caller, enrolled(caller.clientId(), caller.method()));
    };
  }

  private static Outcome<Recognised> active(Authenticated caller, Agent agent) {
    return switch (agent.state()) {
      case ACTIVE -> Outcome.proceed(new Recognised(caller, agent));
      case REVOKED -> Outcome.refuse(Reason.AGENT_REVOKED, "the agent was revoked by an operator");
    };
  }

  /** Whoever vouches for the client's id vouches for nothing more, so for no name. */
  private Agent enrolled(String clientId, String method) {
    return registry.enrol(
        new Agent(clientId, clientId, method, clock.instant(), Agent.State.ACTIVE));
  }
}
