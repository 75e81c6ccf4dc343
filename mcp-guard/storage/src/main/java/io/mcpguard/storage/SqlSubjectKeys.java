package io.mcpguard.storage;

import io.mcpguard.audit.SubjectKeys;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** One HMAC key for each person in the ledger. */
final class SqlSubjectKeys implements SubjectKeys {
  private static final int KEY_BYTES = 32;

  private final Database database;
  private final SecureRandom random;
  private final AtomicLong erasures = new AtomicLong();
  private final Map<String, byte[]> keys = new ConcurrentSkipListMap<>();

  SqlSubjectKeys(Database database, SecureRandom random) {
    this.database = database;
    this.random = random;
    database
        .all(
            row -> Map.entry(row.getString("subject"), decode(row.getString("key_bytes"))),
            "SELECT * FROM subject_keys")
        .forEach(key -> keys.put(key.getKey(), key.getValue()));
  }

  private static byte[] decode(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  @Override
  public byte[] keyOf(String subject) {
    byte[] known = keys.get(subject);
    return known == null
        ? database.transaction(() -> insert(subject), key -> keys.putIfAbsent(subject, key)).clone()
        : known.clone();
  }

  /** Somebody else may have been first: then theirs is the key. */
  private byte[] insert(String subject) throws SQLException {
    byte[] fresh = new byte[KEY_BYTES];
    random.nextBytes(fresh);
    database.change(
        "INSERT INTO subject_keys (subject, key_bytes) VALUES (?, ?)"
            + " ON CONFLICT (subject) DO NOTHING",
        subject,
        Base64.getUrlEncoder().withoutPadding().encodeToString(fresh));
    return database
        .rows(
            row -> decode(row.getString("key_bytes")),
            "SELECT key_bytes FROM subject_keys WHERE subject = ?",
            subject)
        .getFirst();
  }

  /**
   * With the key go the person's grants, by whose ids leaves name it; an enrolled one stays, as it
   * would come back with its next token.
   */
  @Override
  public boolean erase(String subject) {
    return database.transaction(
            () -> {
              database.change(
                  "DELETE FROM refresh_families WHERE grant_id IN (SELECT id FROM grants"
                      + " WHERE subject = ? AND revoked = 1 AND enrolled = 0)",
                  subject);
              database.change(
                  "DELETE FROM grants WHERE subject = ? AND revoked = 1 AND enrolled = 0", subject);
              return database.change("DELETE FROM subject_keys WHERE subject = ?", subject);
            },
            changed -> {
              keys.remove(subject);
              erasures.incrementAndGet();
            })
        == 1;
  }

  @Override
  public long erasures() {
    return erasures.get();
  }

  @Override
  public List<String> subjects() {
    return List.copyOf(keys.keySet());
  }
}
