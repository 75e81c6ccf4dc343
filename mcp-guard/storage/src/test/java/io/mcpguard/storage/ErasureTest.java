package io.mcpguard.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.delegation.Grant;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person's key is gone from the file and from what lies beside it; what it made stays as is. */
class ErasureTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  @TempDir Path directory;

  private SqlStore store;

  @BeforeEach
  void open() throws Exception {
    store = SqlStore.open(directory, InstantSource.fixed(NOW), new SecureRandom());
  }

  @org.junit.jupiter.api.AfterEach
  void close() throws Exception {
    store.close();
  }

  private String everyFile() throws Exception {
    StringBuilder all = new StringBuilder();
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.append(Files.readString(file, ISO_8859_1));
      }
    }
    return all.toString();
  }

  private boolean isErased(String name) {
    boolean wasThere = store.subjectKeys().erase(name);
    store.scrub();
    return wasThere;
  }

  private static String asKept(byte[] key) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(key);
  }

  private static Grant grant(String id, String user) {
    return new Grant(
        id, "i-" + id, user, "agent", "http://r", Set.of("s"), NOW, NOW.plusSeconds(60));
  }

  @Test
  void theKeyIsInNoFile() throws Exception {
    String key = asKept(store.subjectKeys().keyOf("alice@example.com"));
    String other = asKept(store.subjectKeys().keyOf("bob@example.com"));
    assertThat(everyFile()).contains(key, other);

    assertThat(isErased("alice@example.com")).isTrue();

    assertThat(everyFile()).contains(other).doesNotContain(key, "alice@example.com");
  }

  @Test
  void theKeyIsInNoFileAfterARestart() throws Exception {
    String key = asKept(store.subjectKeys().keyOf("alice@example.com"));
    store.close();
    open();

    assertThat(isErased("alice@example.com")).isTrue();
    store.close();
    open();

    assertThat(everyFile()).doesNotContain(key, "alice@example.com");
    assertThat(store.subjectKeys().subjects()).isEmpty();
  }

  @Test
  void grantsThatEndedGoWithThePerson() throws Exception {
    store.grants().record(grant("g1", "alice@example.com"));
    store.grants().record(grant("g2", "bob@example.com"));
    assertThat(store.subjectKeys().keyOf("alice@example.com")).hasSize(32);
    assertThat(store.grants().revoke("g1")).isTrue();

    assertThat(isErased("alice@example.com")).isTrue();

    assertThat(everyFile()).doesNotContain("alice@example.com").contains("bob@example.com");
    assertThat(store.grants().find("g2")).isPresent();
  }

  @Test
  void pseudonymsOfBeforeAreLinkedByNothing() {
    Pseudonyms pseudonyms = new Pseudonyms(store.subjectKeys());
    String before = pseudonyms.of("alice@example.com");
    String others = pseudonyms.of("bob@example.com");

    assertThat(isErased("alice@example.com")).isTrue();

    assertThat(pseudonyms.of("alice@example.com")).isNotEqualTo(before);
    assertThat(pseudonyms.of("bob@example.com")).isEqualTo(others);
  }

  @Test
  void whoHasNoKeyIsNotErased() {
    assertThat(store.subjectKeys().erase("nobody")).isFalse();
    assertThat(store.subjectKeys().subjects()).isEqualTo(List.of());
  }

  @Test
  void whatAReaderStillHoldsIsSaidToBeLeft() throws Exception {
    String key = asKept(store.subjectKeys().keyOf("alice@example.com"));
    try (Connection reader =
            DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("guard.db"));
        Statement query = reader.createStatement()) {
      reader.setAutoCommit(false);
      query.executeQuery("SELECT subject FROM subject_keys").next();

      assertThat(store.subjectKeys().erase("alice@example.com")).isTrue();
      assertThatThrownBy(store::scrub)
          .isInstanceOf(StoreUnavailable.class)
          .hasMessageContaining("guard.db-wal");
    }

    store.scrub();

    assertThat(everyFile()).doesNotContain(key);
  }

  @Test
  void theStoreGoesOnAfterwards() {
    assertThat(store.subjectKeys().keyOf("alice@example.com")).hasSize(32);
    assertThat(isErased("alice@example.com")).isTrue();

    store.grants().record(grant("g3", "bob@example.com"));

    assertThat(store.grants().find("g3")).isPresent();
  }
}
