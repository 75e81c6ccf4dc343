package io.mcpguard.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A change is kept as a whole or not at all, also after one that failed. */
class DatabaseTest {
  private static final int FEW = 1;
  private static final int MANY = 1_000_000;
  private static final String BIG = "x".repeat(100_000);

  @TempDir Path directory = Path.of("");

  private Database database;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(file());
    database.transaction(() -> {
      database.change("CREATE TABLE notes (text TEXT NOT NULL PRIMARY KEY)");
      return database.change(
          "CREATE TABLE answers (text TEXT NOT NULL,"
              + " to_note TEXT NOT NULL REFERENCES notes (text) DEFERRABLE INITIALLY DEFERRED)");
    });
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  @Test
  void aChangeThatFindsTheDiskFullIsNotKept() throws Exception {
    failForWantOfSpace();

    assertThat(notes()).isEmpty();
    assertThat(durableNotes()).isEmpty();
  }

  @Test
  void afterAFullDiskAChangeIsKeptAsAWhole() throws Exception {
    failForWantOfSpace();

    database.transaction(() -> note("a") + note("b"));

    assertThat(durableNotes()).containsExactly("a", "b");
  }

  @Test
  void afterAFullDiskAChangeThatFailsIsNotKeptInPart() throws Exception {
    failForWantOfSpace();

    assertThatThrownBy(() -> database.transaction(() -> note("a") + note("a")))
        .isInstanceOf(StoreUnavailable.class);

    assertThat(notes()).isEmpty();
    assertThat(durableNotes()).isEmpty();
  }

  @Test
  void whatFailsAtItsCommitIsNotKept() throws Exception {
    failAtCommit();

    assertThat(notes()).isEmpty();
    assertThat(durableNotes()).isEmpty();
  }

  @Test
  void afterACommitThatFailedAChangeIsKeptAsAWhole() throws Exception {
    failAtCommit();

    database.transaction(() -> note("a") + note("b"));

    assertThat(durableNotes()).containsExactly("a", "b");
  }

  @Test
  void theImageFollowsWhatWasKeptAlone() {
    List<String> image = new ArrayList<>();

    assertThatThrownBy(() -> database.transaction(() -> answer("nobody"), n -> image.add("answer")))
        .isInstanceOf(StoreUnavailable.class);
    database.transaction(() -> note("a"), n -> image.add("note"));

    assertThat(image).containsExactly("note");
  }

  private void failForWantOfSpace() {
    pages(FEW);
    assertThatThrownBy(() -> database.transaction(() -> note("a") + note(BIG)))
        .isInstanceOf(StoreUnavailable.class)
        .rootCause()
        .hasMessageContaining("SQLITE_FULL");
    pages(MANY);
  }

  private void failAtCommit() {
    assertThatThrownBy(() -> database.transaction(() -> note("a") + answer("nobody")))
        .isInstanceOf(StoreUnavailable.class);
  }

  private int note(String text) throws SQLException {
    return database.change("INSERT INTO notes (text) VALUES (?)", text);
  }

  private int answer(String note) throws SQLException {
    return database.change("INSERT INTO answers (text, to_note) VALUES ('so', ?)", note);
  }

  /** The most pages that the file may have; never fewer than it has. */
  private void pages(int most) {
    database.all(row -> row.getInt(1), "PRAGMA max_page_count = " + most);
  }

  private List<String> notes() {
    return notes(database);
  }

  /** As another connection finds them. */
  private List<String> durableNotes() throws IOException {
    try (Database other = Database.open(file())) {
      return notes(other);
    }
  }

  private static List<String> notes(Database from) {
    return from.all(row -> row.getString(1), "SELECT text FROM notes ORDER BY text");
  }

  private Path file() {
    return directory.resolve("guard.db");
  }
}
