package io.mcpguard.storage;

import io.mcpguard.authserver.user.User;
import io.mcpguard.authserver.user.Users;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The embedded users. */
final class SqlUsers implements Users {
  private final Database database;
  private final Map<String, User> users = new ConcurrentSkipListMap<>();

  SqlUsers(Database database) {
    this.database = database;
    database
        .all(
            row ->
                new User(
                    row.getString("name"),
                    row.getString("password_hash"),
                    Instant.parse(row.getString("since"))),
            "SELECT * FROM users")
        .forEach(user -> users.put(user.name(), user));
  }

  @Override
  public Optional<User> find(String name) {
    return Optional.ofNullable(users.get(name));
  }

  @Override
  public void keep(User user) {
    database.transaction(
        () ->
            database.change(
                "INSERT INTO users (name, password_hash, since) VALUES (?, ?, ?)"
                    + " ON CONFLICT (name) DO UPDATE"
                    + " SET password_hash = excluded.password_hash, since = excluded.since",
                user.name(),
                user.passwordHash(),
                user.since()),
        changed -> users.put(user.name(), user));
  }

  @Override
  public boolean remove(String name) {
    int removed =
        database.transaction(
            () -> database.change("DELETE FROM users WHERE name = ?", name),
            changed -> users.remove(name));
    return removed == 1;
  }

  @Override
  public List<String> names() {
    return List.copyOf(users.keySet());
  }
}
