package io.mcpguard.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;

/** Brings the file's tables to the form this version knows, one numbered script after the other. */
final class Migrations {
  /** The scripts {@code migrations/0001.sql} up to this number. */
  private static final int LATEST = 5;

  private Migrations() {}

  static void run(Database database) throws IOException {
    database.transaction(() ->
        database.change(
            "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)"));
    int version =
        database
            .all(row -> row.getInt(1), "SELECT COALESCE(MAX(version), 0) FROM schema_version")
            .getFirst();
    if (version > LATEST) {
      throw new IOException(
          "store: was written by a newer version (tables " + version + "); run that version");
    }
    for (int next = version + 1; next <= LATEST; next++) {
      apply(database, next, script(next));
    }
  }

  private static void apply(Database database, int version, List<String> statements) {
    database.transaction(() -> {
      for (String statement : statements) {
        runOne(database, statement);
      }
      return database.change("INSERT INTO schema_version (version) VALUES (?)", version);
    });
  }

  private static void runOne(Database database, String statement) throws SQLException {
    if (!statement.isBlank()) {
      database.change(statement);
    }
  }

  private static List<String> script(int version) throws IOException {
    String name = String.format(java.util.Locale.ROOT, "migrations/%04d.sql", version);
    try (InputStream in = Migrations.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("store: the script " + name + " is missing from the program");
      }
      return List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\n", -1));
    }
  }
}
