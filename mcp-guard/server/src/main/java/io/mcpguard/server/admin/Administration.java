package io.mcpguard.server.admin;

import io.mcpguard.agents.Agent;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.audit.SubjectKeys;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.LedgerUnavailable;
import io.mcpguard.server.admin.AdminLeaves.Noted;
import io.mcpguard.storage.StoreUnavailable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Does what operators ask. What takes authority away happens even where it cannot be recorded, and
 * says so; what gives authority happens only once it is recorded.
 */
public final class Administration {
  private final AdminParts parts;
  private final AdminLeaves leaves;
  private final UserOperations users;
  private final PinOperations pins;

  /** Held while users or pins change. */
  private final ReentrantLock changes = new ReentrantLock();

  /** Held while keys rotate, which may last as long as the ledger does. */
  private final ReentrantLock rotations = new ReentrantLock();

  /** Works on {@code parts}. */
  public Administration(AdminParts parts) {
    this.parts = parts;
    this.leaves = new AdminLeaves(parts);
    this.users = new UserOperations(parts, leaves);
    this.pins = new PinOperations(parts, leaves);
  }

  /**
   * Does one thing. Changes that could interleave with their like come one at a time; a revocation
   * waits for none of them.
   */
  public AdminAnswer answer(AdminRequest request) {
    try {
      return done(request);
    } catch (StoreUnavailable failed) {
      return AdminAnswer.unreachable(String.valueOf(failed.getMessage()));
    }
  }

  private AdminAnswer done(AdminRequest request) {
    return switch (request.operation()) {
      case HEALTH -> health();
      case USERS_ADD ->
          alone(changes, () -> users.add(request.argument("name"), request.argument("password")));
      case USERS_LIST -> users.list();
      case USERS_REMOVE -> alone(changes, () -> users.remove(request.argument("name")));
      case USERS_ERASE -> alone(changes, () -> users.erase(request.argument("name")));
      case GRANTS_LIST -> grants();
      case GRANTS_REVOKE -> revokeGrant(request.argument("id"));
      case AGENTS_LIST -> agents();
      case AGENTS_REVOKE -> revokeAgent(request.argument("client_id"));
      case PINS_LIST -> pins.list(request.argument("upstream"));
      case PINS_ACCEPT ->
          alone(
              changes,
              () ->
                  pins.accept(
                      request.argument("upstream"),
                      request.argument("tool"),
                      request.argument("digest")));
      case PSEUDONYMS -> pseudonyms(request.argument("value"));
      case KEYS_ROTATE -> alone(rotations, this::rotate);
      case LEDGER_KEY_ROTATE -> alone(rotations, this::rotateLedgerKey);
    };
  }

  private static AdminAnswer alone(ReentrantLock lock, Supplier<AdminAnswer> change) {
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }

  private AdminAnswer health() {
    List<Map<String, String>> rows = new ArrayList<>();
    rows.add(Map.of("subject", "guard", "state", parts.live().state()));
    parts
        .live()
        .witnesses()
        .forEach((name, state) -> rows.add(Map.of("subject", "witness " + name, "state", state)));
    parts
        .live()
        .exports()
        .forEach((name, state) -> rows.add(Map.of("subject", "export " + name, "state", state)));
    return AdminAnswer.list(rows);
  }

  private AdminAnswer rotateLedgerKey() {
    try {
      String key = parts.ledgerKey().rotate();
      return new AdminAnswer(
          0,
          "rotated; whoever knows an earlier key can follow to this one, and whoever is told it"
              + " anew can verify with it alone",
          List.of(Map.of("key", key)));
    } catch (LedgerUnavailable e) {
      return AdminAnswer.unreachable("not rotated: " + e.reason());
    } catch (IOException e) {
      return AdminAnswer.unreachable(
          "not rotated: the key's file cannot be written; free the disk and rotate again");
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return AdminAnswer.unreachable("not rotated: the guard is stopping");
    }
  }

  private AdminAnswer pseudonyms(String value) {
    SubjectKeys keys = parts.store().subjectKeys();
    Pseudonyms pseudonyms = new Pseudonyms(keys);
    return AdminAnswer.list(
        keys.subjects().stream()
            .map(user ->
                Map.of(
                    "user", user,
                    "pseudonym", pseudonyms.of(user),
                    "value", pseudonyms.of(user, value)))
            .toList());
  }

  private AdminAnswer grants() {
    return AdminAnswer.list(
        parts.store().grants().all().stream()
            .map(grant ->
                Map.of(
                    "id", grant.id(),
                    "user", grant.user(),
                    "agent", grant.clientId(),
                    "resource", grant.resource(),
                    "scope", String.join(" ", grant.scopes().stream().sorted().toList()),
                    "ends_at", grant.endsAt().toString(),
                    "state", grant.hasEnded(parts.clock().instant()) ? "ended" : "active"))
            .toList());
  }

  private AdminAnswer revokeGrant(String id) {
    if (!parts.live().revokeGrant(id)) {
      return AdminAnswer.no("there is no such grant; see grants list");
    }
    return AdminAnswer.done(
        leaves.grantRevoked(id).after("revoked; the next call on this grant is refused"));
  }

  private AdminAnswer agents() {
    return AdminAnswer.list(
        parts.store().agents().all().stream().map(Administration::row).toList());
  }

  private static Map<String, String> row(Agent agent) {
    return Map.of(
        "client_id", agent.clientId(),
        "name", agent.name(),
        "method", agent.method(),
        "enrolled_at", agent.enrolledAt().toString(),
        "state", agent.state().name().toLowerCase(Locale.ROOT));
  }

  private AdminAnswer revokeAgent(String clientId) {
    if (!parts.live().revokeAgent(clientId)) {
      return AdminAnswer.no("there is no such active agent; see agents list");
    }
    return AdminAnswer.done(
        leaves.agentRevoked(clientId).after("revoked; this agent's next call is refused"));
  }

  private AdminAnswer rotate() {
    List<Map<String, String>> fresh = new ArrayList<>();
    for (SigningKeys ring : parts.keys()) {
      try {
        fresh.add(Map.of("key", ring.rotate()));
      } catch (IOException e) {
        return new AdminAnswer(
            3, "a new key could not be written; free the disk and rotate again", fresh);
      }
    }
    List<Noted> noted =
        fresh.stream().map(row -> leaves.keyRotated(row.getOrDefault("key", ""))).toList();
    String said =
        "rotated; the new keys are published now and sign in "
            + SigningKeys.AHEAD.toMinutes()
            + " minutes; earlier keys verify until all they signed has expired";
    return new AdminAnswer(0, noted.getFirst().after(said), fresh);
  }
}
