package io.mcpguard.authserver.client;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Registered clients for as long as the process lives. The number is bounded by whoever keeps them.
 */
public final class InMemoryRegisteredClients implements RegisteredClients {
  private final Map<String, Client> clients = new HashMap<>();
  private final Set<String> used = new HashSet<>();

  @Override
  public synchronized void keep(Client client) {
    clients.put(client.id(), client);
  }

  @Override
  public synchronized Optional<Client> find(String id) {
    return Optional.ofNullable(clients.get(id));
  }

  @Override
  public synchronized void used(String id, Instant at) {
    used.add(id);
  }

  @Override
  public synchronized int count() {
    return clients.size();
  }

  @Override
  public synchronized int forgetUnused(Instant registeredBefore) {
    int before = clients.size();
    clients
        .values()
        .removeIf(
            client -> client.since().isBefore(registeredBefore) && !used.contains(client.id()));
    return before - clients.size();
  }
}
