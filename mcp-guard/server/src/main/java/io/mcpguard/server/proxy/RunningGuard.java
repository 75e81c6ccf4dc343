package io.mcpguard.server.proxy;

import io.mcpguard.McpGuard;
import io.mcpguard.audit.Witnesses;
import io.mcpguard.export.Exports;
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
  private final Exports exports;

  /** The guard that was opened; {@code signOut} ends a user's sessions. */
  RunningGuard(OpenGuard open, Consumer<String> signOut) {
    this.guard = open.guard();
    this.signOut = signOut;
    this.isReady = open::isReady;
    this.witnesses = open.witnesses();
    this.exports = open.exports();
  }

  @Override
  public String state() {
    if (!isReady.getAsBoolean()) {
      return "refusing";
    }
    if (witnesses.isAlarming()) {
      return "unwitnessed";
    }
    return exports.isAlarming() ? "behind" : "ready";
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
  public Map<String, String> exports() {
    Map<String, String> words = new TreeMap<>();
    exports
        .standings()
        .forEach((name, standing) ->
            words.put(
                name,
                standing.state().name().toLowerCase(Locale.ROOT)
                    + " since "
                    + standing.since()
                    + ", has "
                    + standing.size()));
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
