package io.mcpguard.storage;

import io.mcpguard.catalog.Pin;
import io.mcpguard.catalog.PinBook;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Pins, by upstream and tool. */
final class SqlPinBook implements PinBook {
  private final Database database;
  private final Map<String, Instant> contacts = new ConcurrentHashMap<>();
  private final Map<String, Map<String, Pin>> pins = new ConcurrentHashMap<>();

  SqlPinBook(Database database) {
    this.database = database;
    database
        .all(
            row -> Map.entry(row.getString("upstream"), Instant.parse(row.getString("at"))),
            "SELECT * FROM first_contacts")
        .forEach(contact -> contacts.put(contact.getKey(), contact.getValue()));
    database
        .all(
            row ->
                new Pin(
                    row.getString("upstream"),
                    row.getString("tool"),
                    row.getString("digest"),
                    Instant.parse(row.getString("accepted_at"))),
            "SELECT * FROM pins")
        .forEach(this::remember);
  }

  private void remember(Pin pin) {
    pins.computeIfAbsent(pin.upstream(), upstream -> new ConcurrentSkipListMap<>())
        .put(pin.tool(), pin);
  }

  @Override
  public Optional<Instant> firstContact(String upstream) {
    return Optional.ofNullable(contacts.get(upstream));
  }

  @Override
  public void pinFirst(String upstream, Collection<Pin> first, Instant at) {
    database.transaction(
        () -> {
          int contact = contact(upstream, at);
          for (Pin pin : first) {
            upsert(pin);
          }
          return contact;
        },
        contact -> {
          first.forEach(this::remember);
          contacts.putIfAbsent(upstream, at);
        });
  }

  private int contact(String upstream, Instant at) throws SQLException {
    return database.change(
        "INSERT INTO first_contacts (upstream, at) VALUES (?, ?) ON CONFLICT (upstream) DO NOTHING",
        upstream,
        at);
  }

  private int upsert(Pin pin) throws SQLException {
    return database.change(
        "INSERT INTO pins (upstream, tool, digest, accepted_at) VALUES (?, ?, ?, ?)"
            + " ON CONFLICT (upstream, tool) DO UPDATE"
            + " SET digest = excluded.digest, accepted_at = excluded.accepted_at",
        pin.upstream(),
        pin.tool(),
        pin.digest(),
        pin.acceptedAt());
  }

  @Override
  public Optional<Pin> find(String upstream, String tool) {
    return Optional.ofNullable(pins.getOrDefault(upstream, Map.of()).get(tool));
  }

  @Override
  public List<Pin> all(String upstream) {
    return List.copyOf(pins.getOrDefault(upstream, Map.of()).values());
  }

  @Override
  public void accept(Pin pin) {
    database.transaction(
        () -> {
          contact(pin.upstream(), pin.acceptedAt());
          return upsert(pin);
        },
        changed -> {
          remember(pin);
          contacts.putIfAbsent(pin.upstream(), pin.acceptedAt());
        });
  }
}
