package io.mcpguard.assertion;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The keys of a JWK set at one configured URL. The set is fetched anew after a minute, so that a
 * key taken back verifies no more, and when a key is unknown, at most once a second. While the URL
 * is away it is asked after one second, two, four, up to a minute, and the last set is good for an
 * hour. Nothing is fetched before the first question: the guard may start later than this server.
 *
 * <p>Attacker: sends tokens with invented key ids, to have the URL asked in quick succession or to
 * make others wait. Callers whose key is known never wait for a fetch but their own.
 */
public final class KeyUrl implements KeySource {
  private static final System.Logger LOG = System.getLogger(KeyUrl.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final Duration GOOD = Duration.ofHours(1);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration MOST_PAUSE = Duration.ofMinutes(1);

  private final KeyDownload download;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile Fetched last = new Fetched(keyId -> Optional.empty(), Instant.EPOCH);
  private volatile Instant tried = Instant.EPOCH;
  private volatile Duration pause = PAUSE;

  private record Fetched(KeySource keys, Instant at) {}

  /**
   * Nothing is fetched yet.
   *
   * @param place an {@code https} URL, or an {@code http} URL of a loopback address
   * @throws IllegalArgumentException when it is another one
   */
  public KeyUrl(URI place, InstantSource clock) {
    this(new KeyDownload(place, KeyDownload.DEADLINE), clock);
  }

  KeyUrl(KeyDownload download, InstantSource clock) {
    this.download = download;
    this.clock = clock;
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    if (isPast(last.at(), FRESH) && fetching.tryLock()) {
      try {
        fetchIfDue();
      } finally {
        fetching.unlock();
      }
    }
    Optional<VerificationKey> known = known(keyId);
    return known.isPresent() ? known : afterFetching(keyId);
  }

  private Optional<VerificationKey> known(String keyId) {
    Fetched now = last;
    return isPast(now.at(), GOOD) ? Optional.empty() : now.keys().find(keyId);
  }

  /** Who asks for an unknown key while another thread fetches waits for what it brings. */
  private Optional<VerificationKey> afterFetching(String keyId) {
    fetching.lock();
    try {
      Optional<VerificationKey> known = known(keyId);
      if (known.isPresent()) {
        return known;
      }
      fetchIfDue();
      return known(keyId);
    } finally {
      fetching.unlock();
    }
  }

  private void fetchIfDue() {
    if (!isPast(tried, pause)) {
      return;
    }
    try {
      last = new Fetched(download.keys(), clock.instant());
      pause = PAUSE;
    } catch (IOException | RuntimeException fault) {
      pause = tried.equals(Instant.EPOCH) ? PAUSE : longer(pause);
      LOG.log(Level.WARNING, "the guard''s keys cannot be fetched: {0}", fault.getMessage());
    } finally {
      // The end counts: who waited for this fetch would find the next one due.
      tried = clock.instant();
    }
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : twice;
  }

  /** Also where the clock was set back: a second is soon over, the way back may not be. */
  private boolean isPast(Instant since, Duration span) {
    return Duration.between(since, clock.instant()).abs().compareTo(span) >= 0;
  }
}
