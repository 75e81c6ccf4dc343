package io.mcpguard.authserver.settings;

/** How many instances of each agent may be alive ({@code agents.NAME.max-instances}). */
@FunctionalInterface
public interface InstanceLimits {
  /** The most instances of this client. */
  int of(String clientId);
}
