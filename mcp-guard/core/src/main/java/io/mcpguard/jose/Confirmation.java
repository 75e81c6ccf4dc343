package io.mcpguard.jose;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a token is bound to (RFC 7800). */
public sealed interface Confirmation {
  /** Nothing: whoever bears the token may use it. */
  record None() implements Confirmation {}

  /**
   * A key that DPoP proofs are signed with (RFC 9449 §6.1).
   *
   * @param thumbprint {@code jkt}, RFC 7638 with SHA-256, base64url
   */
  record Key(String thumbprint) implements Confirmation {}

  /** Something we cannot confirm, such as a client certificate: nobody may use the token here. */
  record Unknown() implements Confirmation {}

  /** Reads the claim {@code cnf}; {@code null} where the token has none. */
  static Confirmation read(@Nullable Object claim) {
    if (claim == null) {
      return new None();
    }
    return claim instanceof Map<?, ?> members
            && members.size() == 1
            && members.get("jkt") instanceof String thumbprint
        ? new Key(thumbprint)
        : new Unknown();
  }
}
