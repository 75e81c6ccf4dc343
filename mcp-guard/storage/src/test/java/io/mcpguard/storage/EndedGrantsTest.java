package io.mcpguard.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.authserver.token.Authentication;
import io.mcpguard.authserver.token.RefreshFamily;
import io.mcpguard.delegation.Grant;
import io.mcpguard.testkit.MovableClock;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The store does not grow for ever: what ended long ago is forgotten. */
class EndedGrantsTest {
  private static final Instant T = Instant.parse("2026-11-23T10:15:30Z");
  private static final Duration LIFE = Duration.ofDays(1);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path directory;

  private final MovableClock clock = MovableClock.at(T);
  private SqlStore store;

  @BeforeEach
  void open() throws IOException {
    store = SqlStore.open(directory, clock, RANDOM);
    store.grants().record(grant("g1", T.plus(LIFE)));
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void anExpiredGrantIsKeptForThirtyDays() throws Exception {
    clock.move(LIFE.plus(EndedGrants.KEPT));
    store.grants().record(grant("g2", Instant.MAX));

    assertThat(store.grants().find("g1")).isPresent();
    assertThat(rows()).containsExactlyInAnyOrder("g1", "g2");
  }

  @Test
  void afterThirtyDaysTheNextGrantTakesItsPlace() throws Exception {
    clock.move(LIFE.plus(EndedGrants.KEPT).plusSeconds(1));
    store.grants().record(grant("g2", Instant.MAX));

    assertThat(store.grants().find("g1")).isEmpty();
    assertThat(store.grants().all()).extracting(Grant::id).containsExactly("g2");
    assertThat(rows()).containsExactly("g2");
  }

  @Test
  void aRevokedGrantIsKeptForThirtyDaysFromItsRevocation() throws Exception {
    store.grants().record(grant("g2", Instant.parse("9999-12-31T23:59:59Z")));
    clock.move(Duration.ofHours(1));
    store.grants().revoke("g2");

    clock.move(EndedGrants.KEPT);
    reopen();
    assertThat(rows()).contains("g2");
    clock.move(Duration.ofSeconds(1));
    reopen();
    assertThat(rows()).doesNotContain("g2");
  }

  @Test
  void itsRefreshTokensGoWithIt() throws Exception {
    store.families().begin(new RefreshFamily("g1", 0, T, new Authentication(T, "pwd")));
    clock.move(LIFE.plus(EndedGrants.KEPT).plusSeconds(1));
    store.grants().record(grant("g2", Instant.MAX));

    assertThat(store.families().find("g1")).isEmpty();
    reopen();
    assertThat(store.families().find("g1")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"9999-12-31T23:59:59Z", "+1000000000-12-31T23:59:59.999999999Z"})
  void aGrantWithoutEndIsKept(Instant never) throws Exception {
    store.grants().record(grant("g2", never));
    clock.move(Duration.ofDays(10_000));
    reopen();

    assertThat(store.grants().find("g2")).isPresent();
  }

  // Its next token would enrol it again.
  @Test
  void anEnrolledGrantThatWasRevokedIsNeverForgotten() throws Exception {
    Grant enrolled = grant("g2", Instant.MAX);
    store.grants().enrol(enrolled);
    store.grants().revoke("g2");
    clock.move(Duration.ofDays(10_000));
    reopen();

    assertThat(store.grants().enrol(enrolled)).isEmpty();
  }

  @Test
  void aFileOfTheFirstVersionIsTakenAsItIs() throws Exception {
    store.grants().enrol(grant("g2", Instant.MAX));
    store.grants().revoke("g2");
    store.close();
    sql("ALTER TABLE grants DROP COLUMN revoked_at");
    sql("ALTER TABLE grants DROP COLUMN enrolled");
    sql("ALTER TABLE refresh_families DROP COLUMN key_thumbprint");
    sql("ALTER TABLE clients DROP COLUMN bound_tokens");
    sql("DROP TABLE sessions");
    sql("DELETE FROM schema_version WHERE version >= 2");
    store = SqlStore.open(directory, clock, RANDOM);

    assertThat(store.grants().find("g1")).isPresent();
    assertThat(store.grants().enrol(grant("g2", Instant.MAX))).isEmpty();
  }

  private void reopen() throws IOException {
    store.close();
    store = SqlStore.open(directory, clock, RANDOM);
  }

  private static Grant grant(String id, Instant end) {
    return new Grant(id, "i-" + id, "alice", "client", "r", Set.of("files.read"), T, end);
  }

  private List<String> rows() throws SQLException {
    List<String> ids = new ArrayList<>();
    try (Connection connection = connection();
        Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery("SELECT id FROM grants")) {
      while (rows.next()) {
        ids.add(rows.getString(1));
      }
    }
    return ids;
  }

  private void sql(String statement) throws SQLException {
    try (Connection connection = connection();
        Statement run = connection.createStatement()) {
      run.executeUpdate(statement);
    }
  }

  private Connection connection() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("guard.db"));
  }
}
