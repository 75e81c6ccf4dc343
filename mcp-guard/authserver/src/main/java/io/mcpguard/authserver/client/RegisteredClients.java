package io.mcpguard.authserver.client;

import java.time.Instant;
import java.util.Optional;

/** The dynamically registered clients, durable. */
public interface RegisteredClients {
  /** Keeps a client; durable when this returns. */
  void keep(Client client);

  /** The client of this id. */
  Optional<Client> find(String id);

  /** Notes that somebody consented for it, which keeps it from expiring. */
  void used(String id, Instant at);

  /** How many there are. */
  int count();

  /**
   * Forgets those that were registered before this instant and never used.
   *
   * @return how many
   */
  int forgetUnused(Instant registeredBefore);
}
