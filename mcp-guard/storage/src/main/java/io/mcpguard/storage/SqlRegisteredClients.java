package io.mcpguard.storage;

import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientProof;
import io.mcpguard.authserver.client.RegisteredClients;
import io.mcpguard.oauth.BoundTokens;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Dynamically registered clients. Whoever registers them bounds their number. */
final class SqlRegisteredClients implements RegisteredClients {
  private final Database database;
  private final Map<String, Client> clients = new ConcurrentHashMap<>();
  private final Set<String> used = ConcurrentHashMap.newKeySet();

  SqlRegisteredClients(Database database) {
    this.database = database;
    database
        .transaction(() -> database.rows(this::read, "SELECT * FROM clients"))
        .forEach(client -> clients.put(client.id(), client));
    used.addAll(database.all(row -> row.getString(1), "SELECT id FROM clients WHERE used = 1"));
  }

  private Client read(ResultSet row) throws SQLException {
    String id = row.getString("id");
    List<String> redirects =
        database.rows(
            uri -> uri.getString("uri"),
            "SELECT uri FROM client_redirects WHERE client_id = ? ORDER BY position",
            id);
    return new Client(
        id,
        row.getString("name"),
        Client.Origin.valueOf(row.getString("origin")),
        redirects,
        proof(row.getString("proof_kind"), row.getString("proof_value")),
        row.getInt("bound_tokens") == 1 ? BoundTokens.REQUIRED : BoundTokens.OPTIONAL,
        Instant.parse(row.getString("since")));
  }

  private static ClientProof proof(String kind, String value) throws SQLException {
    return switch (kind) {
      case "none" -> new ClientProof.None();
      case "secret" -> new ClientProof.Secret(value);
      case "keys" -> new ClientProof.Keys(value);
      case String unknown ->
          throw new SQLException("clients.proof_kind: is none of none, secret, keys");
    };
  }

  private record StoredProof(String kind, String value) {
    static StoredProof of(ClientProof proof) {
      return switch (proof) {
        case ClientProof.None none -> new StoredProof("none", "");
        case ClientProof.Secret secret -> new StoredProof("secret", secret.digest());
        case ClientProof.Keys keys -> new StoredProof("keys", keys.jwks());
      };
    }
  }

  @Override
  public void keep(Client client) {
    database.transaction(() -> insert(client), inserted -> clients.put(client.id(), client));
  }

  private int insert(Client client) throws SQLException {
    StoredProof proof = StoredProof.of(client.proof());
    int inserted =
        database.change(
            "INSERT INTO clients (id, name, origin, proof_kind, proof_value, bound_tokens, since)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)",
            client.id(),
            client.name(),
            client.origin().name(),
            proof.kind(),
            proof.value(),
            client.tokens() == BoundTokens.REQUIRED ? 1 : 0,
            client.since());
    int position = 0;
    for (String uri : client.redirectUris()) {
      database.change(
          "INSERT INTO client_redirects (client_id, position, uri) VALUES (?, ?, ?)",
          client.id(),
          position++,
          uri);
    }
    return inserted;
  }

  @Override
  public Optional<Client> find(String id) {
    return Optional.ofNullable(clients.get(id));
  }

  @Override
  public void used(String id, Instant at) {
    if (clients.containsKey(id) && !used.contains(id)) {
      database.transaction(
          () -> database.change("UPDATE clients SET used = 1 WHERE id = ?", id),
          changed -> used.add(id));
    }
  }

  @Override
  public int count() {
    return clients.size();
  }

  @Override
  public int forgetUnused(Instant registeredBefore) {
    List<String> unused =
        clients.values().stream()
            .filter(client -> client.since().isBefore(registeredBefore))
            .map(Client::id)
            .filter(id -> !used.contains(id))
            .toList();
    return unused.isEmpty() ? 0 : forget(unused);
  }

  private int forget(List<String> ids) {
    return database.transaction(
        () -> {
          int forgotten = 0;
          for (String id : ids) {
            forgotten += database.change("DELETE FROM clients WHERE id = ? AND used = 0", id);
          }
          return forgotten;
        },
        forgotten -> ids.stream().filter(id -> !used.contains(id)).forEach(clients::remove));
  }
}
