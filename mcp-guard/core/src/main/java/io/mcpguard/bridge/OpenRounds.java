package io.mcpguard.bridge;

import io.mcpguard.exchange.Remembered;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Calls that go on once their client has given what was asked of it. The handle of each is known to
 * one client, comes back with the same call by the same caller, and works once (2026-07-28, basic/
 * patterns/mrtr). They wait here, on this node: a handle that another gave is refused.
 */
final class OpenRounds implements AutoCloseable {
  static final String STATE = "requestState";
  static final String ANSWERS = "inputResponses";

  private static final int MOST = 10_000;

  /** As long as a call may take in all. */
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final RandomGenerator random;
  private final Remembered<String, Kept> kept =
      Remembered.afterUse(MOST, LIFE, (handle, gone) -> gone.end());

  private record Kept(String binding, Round round, AtomicBoolean claimed) {
    boolean claim() {
      return claimed.compareAndSet(false, true);
    }

    /** Whoever made room for another is not to wait until an upstream has heard of it. */
    void end() {
      if (claim()) {
        Thread.ofVirtual().name("abandoned-round").start(round::abandon);
      }
    }
  }

  OpenRounds(RandomGenerator random) {
    this.random = random;
  }

  /** The handle under which {@code asked} goes on. */
  String keep(Asked asked, Round round) {
    byte[] bits = new byte[16];
    random.nextBytes(bits);
    String handle = Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    kept.put(handle, new Kept(asked.binding(), round, new AtomicBoolean()));
    return handle;
  }

  /** How this request goes on; empty where its handle is not one for it, or was used before. */
  Optional<Round> take(Asked asked) {
    Optional<String> handle = asked.params().string(STATE);
    Optional<Kept> own =
        handle
            .flatMap(kept::find)
            .filter(known -> known.binding().equals(asked.binding()))
            .filter(Kept::claim);
    own.ifPresent(taken -> kept.forget(handle.orElseThrow()));
    return own.map(Kept::round);
  }

  @Override
  public void close() {
    List.copyOf(kept.view().keySet()).forEach(kept::forget);
  }
}
