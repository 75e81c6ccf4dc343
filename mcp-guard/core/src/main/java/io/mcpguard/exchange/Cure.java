package io.mcpguard.exchange;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/** What would let the refused call succeed, if anything would. */
public sealed interface Cure {
  /** Nothing the caller can do cures it. */
  record None() implements Cure {}

  /** Logging in again cures it (RFC 6750 §3.1). */
  record Login() implements Cure {}

  /**
   * A token with every one of these scopes cures it (RFC 6750 §3.1, {@code insufficient_scope}).
   */
  record Scope(Set<String> needed) implements Cure {
    public Scope {
      needed = Set.copyOf(needed);
    }
  }

  /**
   * The same request in one of these revisions (2026-07-28, basic/versioning).
   *
   * @param requested the revision it was made in; empty text where that is no name of one
   */
  record Revision(List<String> supported, String requested) implements Cure {
    public Revision {
      supported = List.copyOf(supported);
    }
  }

  /** The same request by a client that declares this extension (2026-07-28, basic/versioning). */
  record Extension(String name) implements Cure {}

  /**
   * The same call may be tried again after this long.
   *
   * @param rateLimit the value of the field {@code RateLimit}
   * @param rateLimitPolicy the value of the field {@code RateLimit-Policy}
   */
  record Wait(Duration atLeast, String rateLimit, String rateLimitPolicy) implements Cure {
    /** Whole seconds, at least 1, rounded up: whoever comes back then is not refused again. */
    public long seconds() {
      return Math.max(1, atLeast.plusNanos(999_999_999).toSeconds());
    }
  }
}
