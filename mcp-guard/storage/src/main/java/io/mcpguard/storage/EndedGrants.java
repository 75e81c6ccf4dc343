package io.mcpguard.storage;

import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Forgets grants that were revoked or ended thirty days ago, and their refresh tokens.
 *
 * <p>A consent's grant has a random id that nobody can record again, so nothing is lost: its tokens
 * find no grant, as before. An enrolled grant would come back with the next token of its parties,
 * so it stays.
 */
final class EndedGrants {
  /** How long what has ended can still be looked at in the file. */
  static final Duration KEPT = Duration.ofDays(30);

  /**
   * Instants as text sort by time but for fractions of a second, which do not matter here, and for
   * years beyond 9999, which begin with a plus.
   */
  private static final String LONG_AGO =
      "enrolled = 0 AND ((ends_at < ? AND ends_at NOT LIKE '+%')"
          + " OR (revoked = 1 AND revoked_at < ?))";

  private final Database database;
  private final InstantSource clock;

  EndedGrants(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Forgets them in the file and gives their ids; only inside {@link Database#transaction}. */
  List<String> forget() throws SQLException {
    String limit = secondsOf(clock, KEPT);
    List<String> ids =
        database.rows(
            row -> row.getString(1), "SELECT id FROM grants WHERE " + LONG_AGO, limit, limit);
    for (String id : ids) {
      database.change("DELETE FROM refresh_families WHERE grant_id = ?", id);
      database.change("DELETE FROM grants WHERE id = ?", id);
    }
    return ids;
  }

  /** Now, as the file keeps it for comparing. */
  String now() {
    return secondsOf(clock, Duration.ZERO);
  }

  private static String secondsOf(InstantSource clock, Duration ago) {
    return clock.instant().minus(ago).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
