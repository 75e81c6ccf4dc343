package io.mcpguard.storage;

import io.mcpguard.ledger.LogPosition;
import io.mcpguard.provenance.CallIndex;
import io.mcpguard.provenance.CallLeaf;
import io.mcpguard.provenance.IndexedCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The index of calls in a file of its own: it can be deleted at any time and is made anew from the
 * ledger. A file that is no such index is thrown away; a power cut may cost the last batches, which
 * are taken again.
 */
public final class SqlCallIndex implements CallIndex, AutoCloseable {
  /** Counted up with every change of the tables; an index of another form is made anew. */
  private static final int FORM = 1;

  private static final List<String> TABLES =
      List.of(
          "CREATE TABLE calls (txn TEXT NOT NULL PRIMARY KEY, decision INTEGER NOT NULL UNIQUE,"
              + " run TEXT NOT NULL, parent TEXT NOT NULL, result TEXT NOT NULL)",
          "CREATE TABLE ends (leaf INTEGER NOT NULL PRIMARY KEY, txn TEXT NOT NULL)",
          "CREATE INDEX ends_of ON ends (txn)",
          "CREATE TABLE position"
              + " (form INTEGER NOT NULL, origin TEXT NOT NULL, size INTEGER NOT NULL,"
              + " last TEXT NOT NULL)");

  private final Path file;
  private Database database;
  private LogPosition position;

  private SqlCallIndex(Path file, Database database) throws IOException {
    this.file = file;
    this.database = database;
    this.position = prepared(database);
  }

  /** Something of the store's that may fail. */
  private interface Use<T> {
    T of(Database database);
  }

  /**
   * Opens the index in {@code file}, or begins one there.
   *
   * @throws IOException when the file can neither be used nor be replaced
   */
  public static SqlCallIndex open(Path file) throws IOException {
    try {
      return opened(file);
    } catch (IOException noIndex) {
      delete(file);
      return opened(file);
    }
  }

  private static SqlCallIndex opened(Path file) throws IOException {
    Database database = Database.openUnsynced(file);
    try {
      return new SqlCallIndex(file, database);
    } catch (IOException | RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static LogPosition prepared(Database database) throws IOException {
    List<String> found =
        used(database, db -> db.all(row -> row.getString(1), "SELECT name FROM sqlite_master"));
    if (found.isEmpty()) {
      used(database, db -> db.transaction(() -> begin(db)));
    }
    return used(
            database,
            db ->
                db.all(
                    row ->
                        new LogPosition(
                            row.getString("origin"), row.getLong("size"), row.getString("last")),
                    "SELECT * FROM position WHERE form = ?",
                    FORM))
        .stream()
        .findFirst()
        .orElseThrow(() -> new IOException("calls.db: is of another form"));
  }

  private static int begin(Database database) throws SQLException {
    for (String table : TABLES) {
      database.change(table);
    }
    return database.change(
        "INSERT INTO position (form, origin, size, last) VALUES (?, '', 0, '')", FORM);
  }

  private static <T> T used(Database database, Use<T> use) throws IOException {
    try {
      return use.of(database);
    } catch (StoreUnavailable e) {
      throw new IOException("calls.db: cannot be used; it is made anew from the ledger", e);
    }
  }

  @Override
  public synchronized LogPosition position() {
    return position;
  }

  @Override
  public synchronized void take(List<CallLeaf> leaves, LogPosition behind) throws IOException {
    List<Object[]> calls = new ArrayList<>();
    List<Object[]> ends = new ArrayList<>();
    List<Object[]> results = new ArrayList<>();
    for (CallLeaf leaf : leaves) {
      switch (leaf) {
        case CallLeaf.Decision call ->
            calls.add(new Object[] {call.txn(), call.index(), call.run(), call.parent()});
        case CallLeaf.Outcome outcome -> end(outcome, ends, results);
        case CallLeaf.TaskEnd task -> end(task, ends, results);
      }
    }
    used(database, db -> db.transaction(() -> take(db, calls, ends, results, behind)));
    position = behind;
  }

  private static void end(CallLeaf leaf, List<Object[]> ends, List<Object[]> results) {
    ends.add(new Object[] {leaf.index(), leaf.txn()});
    String digest = leaf.text("result_digest");
    if (!digest.isEmpty()) {
      results.add(new Object[] {digest, leaf.txn()});
    }
  }

  /** A call's decision stands before its ends, so the order of the three does not matter. */
  private static int take(
      Database database,
      List<Object[]> calls,
      List<Object[]> ends,
      List<Object[]> results,
      LogPosition behind)
      throws SQLException {
    database.changeEach(
        "INSERT INTO calls (txn, decision, run, parent, result) VALUES (?, ?, ?, ?, '')"
            + " ON CONFLICT (txn) DO NOTHING",
        calls);
    database.changeEach("INSERT INTO ends (leaf, txn) VALUES (?, ?)", ends);
    database.changeEach("UPDATE calls SET result = ? WHERE txn = ?", results);
    return database.change(
        "UPDATE position SET origin = ?, size = ?, last = ?",
        behind.origin(),
        behind.size(),
        behind.last());
  }

  @Override
  public synchronized void forget() throws IOException {
    try {
      database.close();
    } catch (IOException unclean) {
      // Nothing of it is kept.
    }
    delete(file);
    database = Database.openUnsynced(file);
    position = prepared(database);
  }

  private static void delete(Path file) throws IOException {
    for (String part : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(file.resolveSibling(file.getFileName() + part));
    }
  }

  @Override
  public synchronized Optional<IndexedCall> find(String txn) throws IOException {
    return calls("SELECT * FROM calls WHERE txn = ? LIMIT ?", txn, 1).stream().findFirst();
  }

  @Override
  public synchronized List<IndexedCall> from(long decision, int most) throws IOException {
    return calls(
        "SELECT * FROM calls WHERE decision >= ? ORDER BY decision LIMIT ?", decision, most);
  }

  private List<IndexedCall> calls(String query, Object from, int most) throws IOException {
    return used(database, db -> db.transaction(() -> calls(db, query, from, most)));
  }

  private static List<IndexedCall> calls(Database database, String query, Object from, int most)
      throws SQLException {
    return database.rows(
        row ->
            new IndexedCall(
                row.getString("txn"),
                row.getLong("decision"),
                database.rows(
                    end -> end.getLong("leaf"),
                    "SELECT leaf FROM ends WHERE txn = ? ORDER BY leaf",
                    row.getString("txn")),
                row.getString("run"),
                row.getString("parent"),
                row.getString("result")),
        query,
        from,
        most);
  }

  @Override
  public synchronized void close() throws IOException {
    database.close();
  }
}
