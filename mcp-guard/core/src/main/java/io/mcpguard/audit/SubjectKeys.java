package io.mcpguard.audit;

import java.util.List;

/**
 * One HMAC key for each person whose values stand in the ledger. Deleting a key makes that person's
 * values unlinkable and leaves every proof standing. Keys are durable; finding one never touches a
 * disk after its first use.
 */
public interface SubjectKeys {
  /** The subject's key, 32 random bytes, made at first use and durable before it is given out. */
  byte[] keyOf(String subject);

  /**
   * Erases a person: the key is durably gone when this returns, and the person's values in the
   * ledger can be linked by nobody. A value that is recorded later gets a new key.
   *
   * @return whether there was a key
   */
  boolean erase(String subject);

  /** How often somebody was erased; whoever remembers a key forgets it when this changes. */
  long erasures();

  /** Everybody who has a key. */
  List<String> subjects();
}
