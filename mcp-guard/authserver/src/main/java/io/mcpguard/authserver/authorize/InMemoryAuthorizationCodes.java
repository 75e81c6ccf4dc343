package io.mcpguard.authserver.authorize;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Codes in memory, bounded; a used one is remembered for ten minutes, so that its second use is
 * noticed.
 */
public final class InMemoryAuthorizationCodes implements AuthorizationCodes {
  private static final int MOST = 10_000;
  private static final Duration REMEMBERED = Duration.ofMinutes(10);

  private final LinkedHashMap<String, Kept> codes = new LinkedHashMap<>();
  private final InstantSource clock;

  private record Kept(CodeBinding binding, boolean used, Instant until) {}

  public InMemoryAuthorizationCodes(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void keep(String digest, CodeBinding binding) {
    Instant now = clock.instant();
    codes.values().removeIf(kept -> !now.isBefore(kept.until()));
    codes.put(digest, new Kept(binding, false, now.plus(REMEMBERED)));
    if (codes.size() > MOST) {
      codes.pollFirstEntry();
    }
  }

  @Override
  public synchronized Redemption redeem(String digest) {
    Optional<Kept> found = Optional.ofNullable(codes.get(digest));
    if (found.isEmpty()) {
      return new Redemption.Unknown();
    }
    Kept kept = found.get();
    if (kept.used()) {
      return new Redemption.Again(kept.binding().grantId());
    }
    codes.put(digest, new Kept(kept.binding(), true, kept.until()));
    return new Redemption.First(kept.binding());
  }
}
