package io.mcpguard.agents;

import io.mcpguard.authn.Authenticated;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import java.time.InstantSource;
import java.util.Optional;

/** Looks the agent up on every call, so that the kill switch works on the next one. */
public final class Recognition {
  private final AgentRegistry registry;
  private final GrantSource source;
  private final InstantSource clock;

  /**
   * Recognises what {@code registry} knows; {@code source} says whether an agent can come to be
   * known here.
   */
  public Recognition(AgentRegistry registry, GrantSource source, InstantSource clock) {
    this.registry = registry;
    this.source = source;
    this.clock = clock;
  }

  /** The caller with its agent, if the agent is known and not revoked. */
  public Outcome<Recognised> recognise(Authenticated caller) {
    Optional<Agent> agent = registry.find(caller.clientId());
    if (agent.isPresent()) {
      return active(caller, agent.get());
    }
    return switch (source) {
      case RECORDED ->
          Outcome.refuse(
              Reason.AGENT_REVOKED, "the agent is not in the registry: it must log in again");
      case TOKEN -> active(caller, registry.enrol(atFirstSight(caller.clientId())));
    };
  }

  private static Outcome<Recognised> active(Authenticated caller, Agent agent) {
    return switch (agent.state()) {
      case ACTIVE -> Outcome.proceed(new Recognised(caller, agent));
      case REVOKED -> Outcome.refuse(Reason.AGENT_REVOKED, "the agent was revoked by an operator");
    };
  }

  /** The authorization server vouches for the client's id and for nothing more, so for no name. */
  private Agent atFirstSight(String clientId) {
    return new Agent(clientId, clientId, "external", clock.instant(), Agent.State.ACTIVE);
  }
}
