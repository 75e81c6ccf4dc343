package io.mcpguard.agents;

import io.mcpguard.authn.Authenticated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import java.util.Optional;

/** Looks the agent up on every call, so that the kill switch works on the next one. */
public final class Recognition {
  private final AgentRegistry registry;

  /** Recognises what {@code registry} knows. */
  public Recognition(AgentRegistry registry) {
    this.registry = registry;
  }

  /** The caller with its agent, if the agent is known and not revoked. */
  public Outcome<Recognised> recognise(Authenticated caller) {
    Optional<Agent> agent = registry.find(caller.clientId());
    if (agent.isEmpty()) {
      return Outcome.refuse(
          Reason.AGENT_REVOKED, "the agent is not in the registry: it must log in again");
    }
    return switch (agent.get().state()) {
      case ACTIVE -> Outcome.proceed(new Recognised(caller, agent.get()));
      case REVOKED -> Outcome.refuse(Reason.AGENT_REVOKED, "the agent was revoked by an operator");
    };
  }
}
