package io.mcpguard.storage;

import io.mcpguard.authserver.token.Authentication;
import io.mcpguard.authserver.token.RefreshFamilies;
import io.mcpguard.authserver.token.RefreshFamily;
import io.mcpguard.identity.KeyBinding;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Refresh token families; the generation moves on by compare-and-set in the file. */
final class SqlRefreshFamilies implements RefreshFamilies {
  private final Database database;
  private final Map<String, RefreshFamily> families = new ConcurrentHashMap<>();

  SqlRefreshFamilies(Database database) {
    this.database = database;
    database
        .all(
            row ->
                new RefreshFamily(
                    row.getString("grant_id"),
                    row.getLong("generation"),
                    Instant.parse(row.getString("since")),
                    new Authentication(
                        Instant.parse(row.getString("auth_time")), row.getString("auth_method")),
                    key(row.getString("key_thumbprint"))),
            "SELECT * FROM refresh_families")
        .forEach(family -> families.put(family.grantId(), family));
  }

  @Override
  public void begin(RefreshFamily family) {
    database.transaction(
        () ->
            database.change(
                "INSERT INTO refresh_families"
                    + " (grant_id, generation, since, auth_time, auth_method, key_thumbprint)"
                    + " VALUES (?, ?, ?, ?, ?, ?)",
                family.grantId(),
                family.generation(),
                family.since(),
                family.authentication().at(),
                family.authentication().method(),
                thumbprint(family.key())),
        changed -> families.put(family.grantId(), family));
  }

  @Override
  public Optional<RefreshFamily> find(String grantId) {
    return Optional.ofNullable(families.get(grantId));
  }

  @Override
  public boolean advance(String grantId, long from, Instant at, KeyBinding key) {
    int advanced =
        database.transaction(
            () ->
                database.change(
                    "UPDATE refresh_families SET generation = ?, since = ?, key_thumbprint = ?"
                        + " WHERE grant_id = ? AND generation = ?",
                    from + 1,
                    at,
                    thumbprint(key),
                    grantId,
                    from),
            changed -> {
              if (changed == 1) {
                families.computeIfPresent(grantId, (id, old) -> old.next(at, key));
              }
            });
    return advanced == 1;
  }

  private static String thumbprint(KeyBinding key) {
    return switch (key) {
      case KeyBinding.None none -> "";
      case KeyBinding.Dpop dpop -> dpop.thumbprint();
    };
  }

  private static KeyBinding key(String thumbprint) {
    return thumbprint.isEmpty() ? new KeyBinding.None() : new KeyBinding.Dpop(thumbprint);
  }

  /** Leaves out of the memory image what is no longer in the file. */
  void forgotten(List<String> grantIds) {
    grantIds.forEach(families::remove);
  }

  @Override
  public void end(String grantId) {
    database.transaction(
        () -> database.change("DELETE FROM refresh_families WHERE grant_id = ?", grantId),
        changed -> families.remove(grantId));
  }
}
