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

  /** Everybody who has a key. */
  List<String> subjects();
}
