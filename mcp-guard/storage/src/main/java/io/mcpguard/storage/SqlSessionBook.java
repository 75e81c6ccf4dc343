package io.mcpguard.storage;

import io.mcpguard.upstream.SessionBook;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Legacy sessions beyond their ids. What is full forgets what expires first: such a session begins
 * anew, or goes on without what was kept. Of ends that were forgotten the latest expiry is kept:
 * what expires by then and is not in the book may be one of them, and goes on nowhere.
 */
final class SqlSessionBook implements SessionBook {
  /** The row of the ends that were forgotten; no session has this id. */
  private static final String FORGOTTEN = "*";

  private final Database database;
  private final Room room;
  private final InstantSource clock;
  private final Map<String, Row> rows = new ConcurrentHashMap<>();

  /** Changed in the image of a transaction alone. */
  private final AtomicLong text = new AtomicLong();

  private volatile Instant forgotten = Instant.MIN;

  /**
   * How much there may be.
   *
   * @param entries the most sessions
   * @param text the longest text of all states together, in characters
   * @param step how many are forgotten at once, so that it does not come with every write
   */
  record Room(int entries, long text, int step) {
    static Room usual() {
      return new Room(50_000, 64L * 1024 * 1024, 1_000);
    }
  }

  private record Row(String id, Entry entry, Instant until) {
    int length() {
      return entry instanceof Entry.Kept(String state) ? state.length() : 0;
    }
  }

  SqlSessionBook(Database database, InstantSource clock, Room room) {
    this.database = database;
    this.room = room;
    this.clock = clock;
    database.transaction(() ->
        database.change("DELETE FROM sessions WHERE expires_at <= ?", second(clock.instant())));
    database
        .all(
            row ->
                new Row(
                    row.getString("id"),
                    row.getInt("closed") == 1
                        ? new Entry.Closed()
                        : new Entry.Kept(row.getString("state")),
                    Instant.parse(row.getString("expires_at"))),
            "SELECT * FROM sessions")
        .forEach(row -> {
          if (row.id().equals(FORGOTTEN)) {
            forgotten = row.until();
          } else {
            remember(row);
          }
        });
  }

  /** Whole seconds, so that text sorts as time does. */
  private static Instant second(Instant time) {
    return Instant.ofEpochSecond(time.getEpochSecond());
  }

  private void remember(Row row) {
    Row before = rows.put(row.id(), row);
    text.addAndGet(row.length() - (before == null ? 0 : before.length()));
  }

  private void forget(Row row) {
    if (rows.remove(row.id(), row)) {
      text.addAndGet(-row.length());
      if (row.entry() instanceof Entry.Closed && row.until().isAfter(forgotten)) {
        forgotten = row.until();
      }
    }
  }

  @Override
  public void keep(String session, String state, Instant until) {
    Row row = new Row(session, new Entry.Kept(state), second(until));
    database.transaction(
        () ->
            database.change(
                "INSERT INTO sessions (id, closed, state, expires_at) VALUES (?, 0, ?, ?)"
                    + " ON CONFLICT (id) DO UPDATE SET state = excluded.state"
                    + " WHERE sessions.closed = 0",
                session,
                state,
                row.until()),
        kept -> {
          if (kept == 1) {
            remember(row);
          }
        });
    makeRoom();
  }

  @Override
  public void close(Collection<String> sessions, Instant until) {
    List<Row> closed =
        sessions.stream().map(id -> new Row(id, new Entry.Closed(), second(until))).toList();
    database.transaction(
        () -> {
          for (Row row : closed) {
            closed(row.id(), row.until());
          }
          return closed;
        },
        all -> all.forEach(this::remember));
    makeRoom();
  }

  private void closed(String id, Instant until) throws SQLException {
    database.change(
        "INSERT INTO sessions (id, closed, state, expires_at) VALUES (?, 1, '', ?)"
            + " ON CONFLICT (id) DO UPDATE"
            + " SET closed = 1, state = '', expires_at = excluded.expires_at",
        id,
        until);
  }

  @Override
  public Entry find(String session, Instant until) {
    Row row = rows.get(session);
    if (row == null) {
      return until.isAfter(forgotten) ? new Entry.None() : new Entry.Closed();
    }
    return clock.instant().isBefore(row.until()) ? row.entry() : new Entry.None();
  }

  /** What has expired goes first, then what expires next. */
  private void makeRoom() {
    if (rows.size() <= room.entries() && text.get() <= room.text()) {
      return;
    }
    database.transaction(
        () -> rows.size() > room.entries() || text.get() > room.text() ? removed() : List.<Row>of(),
        gone -> gone.forEach(this::forget));
  }

  private List<Row> removed() throws SQLException {
    // What is closed must stay so until it expires, and weighs nothing.
    List<Row> first =
        rows.values().stream()
            .sorted(
                Comparator.comparing((Row row) -> row.entry() instanceof Entry.Closed)
                    .thenComparing(Row::until))
            .limit(room.step())
            .toList();
    for (Row row : first) {
      database.change("DELETE FROM sessions WHERE id = ?", row.id());
      if (row.entry() instanceof Entry.Closed && row.until().isAfter(forgotten)) {
        closed(FORGOTTEN, row.until()); // The last of these expires last.
      }
    }
    return first;
  }
}
