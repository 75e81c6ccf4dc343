package io.mcpguard.storage;

import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.GrantBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Grants. A revoked one stays in the file for a time, an enrolled one for ever, so that its id can
 * not be recorded again. The book grows by new grants, and with each of them forgets what {@link
 * EndedGrants} says.
 */
final class SqlGrantBook implements GrantBook {
  private static final int BY_CONSENT = 0;
  private static final int ENROLLED = 1;

  private final Database database;
  private final EndedGrants ended;
  private final SqlRefreshFamilies families;
  private final Map<String, Grant> living = new ConcurrentHashMap<>();

  SqlGrantBook(Database database, EndedGrants ended, SqlRefreshFamilies families) {
    this.database = database;
    this.ended = ended;
    this.families = families;
    database
        .all(SqlGrantBook::read, "SELECT * FROM grants WHERE revoked = 0")
        .forEach(grant -> living.put(grant.id(), grant));
  }

  private static Grant read(ResultSet row) throws SQLException {
    String scopes = row.getString("scopes");
    return new Grant(
        row.getString("id"),
        row.getString("instance"),
        row.getString("subject"),
        row.getString("client_id"),
        row.getString("resource"),
        scopes.isEmpty() ? Set.of() : Set.of(scopes.split(" ")),
        Instant.parse(row.getString("issued_at")),
        Instant.parse(row.getString("ends_at")));
  }

  @Override
  public void record(Grant grant) {
    database.transaction(
        () -> {
          List<String> forgotten = ended.forget();
          insert(grant, BY_CONSENT, "");
          return forgotten;
        },
        forgotten -> {
          forgotten.forEach(living::remove);
          families.forgotten(forgotten);
          living.put(grant.id(), grant);
        });
  }

  private int insert(Grant grant, int origin, String otherwise) throws SQLException {
    return database.change(
        "INSERT INTO grants"
            + " (id, instance, subject, client_id, resource, scopes, issued_at, ends_at, enrolled)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + otherwise,
        grant.id(),
        grant.instance(),
        grant.user(),
        grant.clientId(),
        grant.resource(),
        String.join(" ", grant.scopes()),
        grant.issuedAt(),
        grant.endsAt(),
        origin);
  }

  @Override
  public Optional<Grant> enrol(Grant grant) {
    Grant known = living.get(grant.id());
    if (known != null) {
      return Optional.of(known);
    }
    database.transaction(
        () -> insert(grant, ENROLLED, " ON CONFLICT (id) DO NOTHING"),
        inserted -> {
          if (inserted == 1) {
            living.put(grant.id(), grant);
          }
        });
    return find(grant.id());
  }

  @Override
  public Optional<Grant> find(String id) {
    return Optional.ofNullable(living.get(id));
  }

  @Override
  public List<Grant> all() {
    return List.copyOf(living.values());
  }

  @Override
  public boolean revoke(String id) {
    int revoked =
        database.transaction(
            () ->
                database.change(
                    "UPDATE grants SET revoked = 1, revoked_at = ? WHERE id = ? AND revoked = 0",
                    ended.now(),
                    id),
            changed -> living.remove(id));
    return revoked == 1;
  }
}
