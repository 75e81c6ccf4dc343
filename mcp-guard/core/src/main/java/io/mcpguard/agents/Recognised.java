package io.mcpguard.agents;

import io.mcpguard.authn.Authenticated;

/** A caller whose agent is known and may act. Only {@link Recognition} makes one. */
public final class Recognised {
  private final Authenticated caller;
  private final Agent agent;

  Recognised(Authenticated caller, Agent agent) {
    this.caller = caller;
    this.agent = agent;
  }

  /** What the access token said. */
  public Authenticated caller() {
    return caller;
  }

  /** The agent, as registered. */
  public Agent agent() {
    return agent;
  }
}
