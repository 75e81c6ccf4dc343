package io.mcpguard.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.MovableClock;
import io.mcpguard.upstream.SessionBook.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlSessionBookTest {
  @TempDir Path directory;

  private final MovableClock clock = MovableClock.at("2026-11-26T10:00:00Z");
  private final Instant tomorrow = clock.instant().plus(Duration.ofDays(1));
  private Database database;
  private SqlSessionBook book;

  @BeforeEach
  void open() throws IOException {
    database = Database.open(directory.resolve("guard.db"));
    Migrations.run(database);
    book = new SqlSessionBook(database, clock, new SqlSessionBook.Room(4, 100, 2));
  }

  @AfterEach
  void close() throws IOException {
    database.close();
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  @Test
  void ofAnotherSessionThereIsNothing() {
    book.keep("a", "state", tomorrow);

    assertThat(book.find("b")).isEqualTo(new Entry.None());
  }

  @Test
  void whatWasKeptLastIsThereAfterARestart() throws Exception {
    book.keep("a", "first", tomorrow);
    book.keep("a", "second", tomorrow);
    reopen();

    assertThat(book.find("a")).isEqualTo(new Entry.Kept("second"));
  }

  @Test
  void whatIsClosedStaysClosedAfterARestart() throws Exception {
    book.keep("a", "state", tomorrow);
    book.close(List.of("a", "b"), tomorrow);
    reopen();

    assertThat(List.of(book.find("a"), book.find("b"))).containsOnly(new Entry.Closed());
  }

  /** A change that comes late must not bring an ended session back. */
  @Test
  void nothingIsKeptOfWhatIsClosed() throws Exception {
    book.close(List.of("a"), tomorrow);
    book.keep("a", "late", tomorrow);
    Entry now = book.find("a");
    reopen();

    assertThat(List.of(now, book.find("a"))).containsOnly(new Entry.Closed());
  }

  @Test
  void anEntryIsThereUntilItExpires() {
    book.keep("a", "state", tomorrow);
    clock.move(Duration.ofDays(1).minusSeconds(1));

    assertThat(book.find("a")).isEqualTo(new Entry.Kept("state"));
  }

  @Test
  void andNotLonger() {
    book.keep("a", "state", tomorrow);
    clock.move(Duration.ofDays(1));

    assertThat(book.find("a")).isEqualTo(new Entry.None());
  }

  @Test
  void asManyAsThereIsRoomForAreKept() {
    keep(4);

    assertThat(book.find("1")).isEqualTo(new Entry.Kept("state"));
  }

  @Test
  void withOneMoreThoseGoThatExpireFirst() throws Exception {
    keep(5);
    reopen();

    assertThat(List.of(book.find("1"), book.find("2"))).containsOnly(new Entry.None());
    assertThat(List.of(book.find("3"), book.find("4"), book.find("5")))
        .containsOnly(new Entry.Kept("state"));
  }

  @Test
  void theirTextIsBoundedToo() {
    book.keep("1", "x".repeat(60), tomorrow);
    book.keep("2", "x".repeat(41), tomorrow.plusSeconds(1));

    assertThat(book.find("1")).isEqualTo(new Entry.None());
  }

  private void keep(int sessions) {
    for (int i = 1; i <= sessions; i++) {
      book.keep(Integer.toString(i), "state", tomorrow.plusSeconds(i));
    }
  }
}
