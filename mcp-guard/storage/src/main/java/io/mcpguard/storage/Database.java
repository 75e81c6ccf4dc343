package io.mcpguard.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * The one connection. Writes are rare and come one at a time; each is a transaction that is synced
 * before it returns. Statements are plain SQL that PostgreSQL takes too.
 */
final class Database implements AutoCloseable {
  private static final int BUSY_MILLIS = 5_000;

  private final Connection connection;
  private final ReentrantLock lock = new ReentrantLock();

  /** Whether a transaction is open in which nothing was done yet. */
  private boolean begun = true;

  private Database(Connection connection) {
    this.connection = connection;
  }

  /** Reads one row. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  /** Several statements in one transaction. */
  interface Work<T> {
    T run() throws SQLException;
  }

  static Database open(Path file) throws IOException {
    return open(file, SQLiteConfig.SynchronousMode.FULL);
  }

  /** One whose last transactions a power cut may undo; what is left is whole. */
  static Database openUnsynced(Path file) throws IOException {
    return open(file, SQLiteConfig.SynchronousMode.NORMAL);
  }

  private static Database open(Path file, SQLiteConfig.SynchronousMode synchronous)
      throws IOException {
    DataDirectory.create(file);
    try {
      return at(file.toString(), synchronous);
    } catch (SQLException e) {
      throw new IOException(file + ": cannot be opened as a store; restore it from a copy", e);
    }
  }

  /** Loads the engine and the driver, which takes longer than to open a store with them. */
  static void load() {
    try (Database warm = at(":memory:", SQLiteConfig.SynchronousMode.FULL)) {
      warm.transaction(() -> warm.change("CREATE TABLE warm (one INTEGER)"));
    } catch (SQLException | IOException | StoreUnavailable notHere) {
      // Whoever opens a store says so.
    }
  }

  private static Database at(String place, SQLiteConfig.SynchronousMode synchronous)
      throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(synchronous);
    config.enforceForeignKeys(true);
    // What is deleted is overwritten, in pages that stay and in those that become free.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    config.setBusyTimeout(BUSY_MILLIS);
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + place);
    Connection connection = source.getConnection();
    connection.setAutoCommit(false);
    return new Database(connection);
  }

  /** Runs statements all or none; durable when this returns. */
  <T> T transaction(Work<T> work) {
    return transaction(work, result -> {});
  }

  /**
   * Runs statements all or none, then, before any other transaction, changes the memory image by
   * what they gave. So the image never shows what is not durable, and never in another order.
   */
  <T> T transaction(Work<T> work, Consumer<T> image) {
    lock.lock();
    try {
      T result = attempt(work);
      image.accept(result);
      return result;
    } catch (SQLException e) {
      throw new StoreUnavailable(
          "store: a change was not kept; free space or mend the disk, then try again", e);
    } finally {
      lock.unlock();
    }
  }

  private <T> T attempt(Work<T> work) throws SQLException {
    if (!begun) {
      beginAnew();
    }
    begun = false;
    try {
      T result = work.run();
      connection.commit();
      begun = true;
      return result;
    } catch (SQLException | RuntimeException e) {
      undo(e);
      throw e;
    }
  }

  private void undo(Exception cause) {
    try {
      beginAnew();
    } catch (SQLException e) {
      // The next transaction tries again, and does nothing where that fails too.
      cause.addSuppressed(e);
    }
  }

  /**
   * Undoes what was not kept and begins a transaction. After some errors, of a full disk for one,
   * SQLite has undone it by itself (lang_transaction.html §3): then there is nothing to roll back,
   * the driver begins nothing, and each statement to come would be kept on its own. BEGIN fails
   * where a transaction is open all the same.
   */
  private void beginAnew() throws SQLException {
    try {
      connection.rollback();
    } catch (SQLException undoneAlready) {
      try (Statement begin = connection.createStatement()) {
        begin.execute("BEGIN");
      }
    }
    begun = true;
  }

  /**
   * Leaves nothing of deleted rows in the file or beside it: the write-ahead log, which still has
   * the pages as they were, is copied into the file and cut to nothing (wal.html §2.2).
   */
  void scrub() {
    lock.lock();
    try {
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement();
          ResultSet result = statement.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
        if (result.next() && result.getInt(1) != 0) {
          throw new SQLException("another process reads the file");
        }
      } finally {
        connection.setAutoCommit(false);
        begun = true;
      }
    } catch (SQLException e) {
      throw new StoreUnavailable(
          "store: what was erased still stands in guard.db-wal; free space, stop whatever else has"
              + " the file open, then try again",
          e);
    } finally {
      lock.unlock();
    }
  }

  /** Rows changed by one statement; only inside {@link #transaction}. */
  int change(String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = prepare(sql, values)) {
      return statement.executeUpdate();
    }
  }

  /** Runs one statement for each row of values; only inside {@link #transaction}. */
  void changeEach(String sql, List<Object[]> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (Object[] values : rows) {
        set(statement, values);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** All rows of a query. */
  <T> List<T> all(Row<T> row, String sql, Object... values) {
    return transaction(() -> rows(row, sql, values));
  }

  /** All rows of a query; only inside {@link #transaction}. */
  <T> List<T> rows(Row<T> row, String sql, Object... values) throws SQLException {
    List<T> found = new ArrayList<>();
    try (PreparedStatement statement = prepare(sql, values);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(row.read(rows));
      }
    }
    return found;
  }

  private PreparedStatement prepare(String sql, Object... values) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    set(statement, values);
    return statement;
  }

  private static void set(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      switch (values[i]) {
        case String text -> statement.setString(i + 1, text);
        case Long number -> statement.setLong(i + 1, number);
        case Integer number -> statement.setInt(i + 1, number);
        case Object other -> statement.setString(i + 1, other.toString());
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.lock();
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IOException("store: did not close cleanly; nothing durable is lost", e);
    } finally {
      lock.unlock();
    }
  }
}
