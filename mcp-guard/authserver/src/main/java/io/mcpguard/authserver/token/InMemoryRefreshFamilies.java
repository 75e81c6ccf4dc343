package io.mcpguard.authserver.token;

import io.mcpguard.identity.KeyBinding;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Families for as long as the process lives, as many as there are grants. */
public final class InMemoryRefreshFamilies implements RefreshFamilies {
  private final Map<String, RefreshFamily> families = new HashMap<>();

  @Override
  public synchronized void begin(RefreshFamily family) {
    families.put(family.grantId(), family);
  }

  @Override
  public synchronized Optional<RefreshFamily> find(String grantId) {
    return Optional.ofNullable(families.get(grantId));
  }

  @Override
  public synchronized boolean advance(String grantId, long from, Instant at, KeyBinding key) {
    RefreshFamily family = families.get(grantId);
    if (family == null || family.generation() != from) {
      return false;
    }
    families.put(grantId, family.next(at, key));
    return true;
  }

  @Override
  public synchronized void end(String grantId) {
    families.remove(grantId);
  }
}
