package io.mcpguard.server.proxy;

import io.mcpguard.McpGuard;
import io.mcpguard.audit.Witnesses;
import io.mcpguard.server.admin.LiveGuard;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The guard of this process, as administration sees it. */
final class RunningGuard implements LiveGuard {
  private final McpGuard guard;
  private final Consumer<String> signOut;
  private final BooleanSupplier isReady;
  private final Witnesses witnesses;

  RunningGuard(
      McpGuard guard, Consumer<String> signOut, BooleanSupplier isReady, Witnesses witnesses) {
    this.guard = guard;
    this.signOut = signOut;
    this.isReady = isReady;
    this.witnesses = witnesses;
  }

  @Override
  public String state() {
    if (!isReady.getAsBoolean()) {
      return "refusing";
    }
    return witnesses.isAlarming() ? "unwitnessed" : "ready";
  }

  @Override
  public Map<String, String> witnesses() {
    Map<String, String> words = new TreeMap<>();
    witnesses
        .standings()
        .forEach((name, standing) ->
            words.put(
                name,
                standing.state().name().toLowerCase(Locale.ROOT) + " since " + standing.since()));
    return words;
  }

  @Override
  public Map<String, String> seen(String upstream) {
    return guard.catalog().seen(upstream);
  }

  @Override
  public void pinsChanged(String upstream) {
    guard.catalog().changed(upstream);
  }

  @Override
  public boolean revokeAgent(String clientId) {
    return guard.revokeAgent(clientId);
  }

  @Override
  public boolean revokeGrant(String id) {
    return guard.revokeGrant(id);
  }

  @Override
  public void signOut(String user) {
    signOut.accept(user);
  }
}
