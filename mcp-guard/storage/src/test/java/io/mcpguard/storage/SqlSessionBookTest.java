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

    assertThat(find("b")).isEqualTo(new Entry.None());
  }

  @Test
  void whatWasKeptLastIsThereAfterARestart() throws Exception {
    book.keep("a", "first", tomorrow);
    book.keep("a", "second", tomorrow);
    reopen();

    assertThat(find("a")).isEqualTo(new Entry.Kept("second"));
  }

  @Test
  void whatIsClosedStaysClosedAfterARestart() throws Exception {
    book.keep("a", "state", tomorrow);
    book.close(List.of("a", "b"), tomorrow);
    reopen();

    assertThat(List.of(find("a"), find("b"))).containsOnly(new Entry.Closed());
  }

  /** A change that comes late must not bring an ended session back. */
  @Test
  void nothingIsKeptOfWhatIsClosed() throws Exception {
    book.close(List.of("a"), tomorrow);
    book.keep("a", "late", tomorrow);
    Entry now = find("a");
    reopen();

    assertThat(List.of(now, find("a"))).containsOnly(new Entry.Closed());
  }

  @Test
  void anEntryIsThereUntilItExpires() {
    book.keep("a", "state", tomorrow);
    clock.move(Duration.ofDays(1).minusSeconds(1));

    assertThat(find("a")).isEqualTo(new Entry.Kept("state"));
  }

  @Test
  void andNotLonger() {
    book.keep("a", "state", tomorrow);
    clock.move(Duration.ofDays(1));

    assertThat(find("a")).isEqualTo(new Entry.None());
  }

  @Test
  void asManyAsThereIsRoomForAreKept() {
    keep(4);

    assertThat(find("1")).isEqualTo(new Entry.Kept("state"));
  }

  @Test
  void withOneMoreThoseGoThatExpireFirst() throws Exception {
    keep(5);
    reopen();

    assertThat(List.of(find("1"), find("2"))).containsOnly(new Entry.None());
    assertThat(List.of(find("3"), find("4"), find("5"))).containsOnly(new Entry.Kept("state"));
  }

  @Test
  void theirTextIsBoundedToo() {
    book.keep("1", "x".repeat(60), tomorrow);
    book.keep("2", "x".repeat(41), tomorrow.plusSeconds(1));

    assertThat(find("1")).isEqualTo(new Entry.None());
  }

  /** An ended session must never come back, whatever there is room for. */
  @Test
  void whatEndedStaysEndedThoughTheBookHasForgottenIt() throws Exception {
    end(5);
    Entry now = book.find("1", tomorrow.plusSeconds(1));
    reopen();

    assertThat(List.of(now, book.find("1", tomorrow.plusSeconds(1))))
        .containsOnly(new Entry.Closed());
  }

  @Test
  void whatExpiresAfterWhatWasForgottenGoesOn() throws Exception {
    end(5);
    reopen();

    assertThat(book.find("open", tomorrow.plusSeconds(3))).isEqualTo(new Entry.None());
  }

  @Test
  void whatHadToGoThoughItHadNotEndedGoesOnWithoutItsState() {
    keep(5);

    assertThat(book.find("1", tomorrow.plusSeconds(1))).isEqualTo(new Entry.None());
  }

  /** Each expires a second after the one before it. */
  private void end(int sessions) {
    for (int i = 1; i <= sessions; i++) {
      book.close(List.of(Integer.toString(i)), tomorrow.plusSeconds(i));
    }
  }

  private Entry find(String session) {
    return book.find(session, tomorrow);
  }

  private void keep(int sessions) {
    for (int i = 1; i <= sessions; i++) {
      book.keep(Integer.toString(i), "state", tomorrow.plusSeconds(i));
    }
  }
}
