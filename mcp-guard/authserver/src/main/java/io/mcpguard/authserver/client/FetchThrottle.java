package io.mcpguard.authserver.client;

import io.mcpguard.authserver.throttle.Place;
import io.mcpguard.authserver.throttle.Throttle;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * How many documents strangers may make us fetch.
 *
 * <p>The attacker uses us to send requests to somebody else. A source is counted first, so that one
 * that is refused uses up nobody else's share; then the host that is named; then all fetches
 * together, since an attacker has as many names for one address as they like.
 */
final class FetchThrottle {
  private static final Duration WINDOW = Duration.ofMinutes(1);
  private static final int MOST_FROM_ONE_PLACE = 20;
  private static final int MOST_TO_ONE_HOST = 30;
  private static final int MOST_IN_ALL = 120;
  private static final int MOST_AT_ONCE = 8;

  private final Throttle perPlace;
  private final Throttle perHost;
  private final Throttle inAll;
  private final Semaphore atOnce = new Semaphore(MOST_AT_ONCE);

  FetchThrottle(InstantSource clock) {
    this.perPlace = new Throttle(MOST_FROM_ONE_PLACE, WINDOW, clock);
    this.perHost = new Throttle(MOST_TO_ONE_HOST, WINDOW, clock);
    this.inAll = new Throttle(MOST_IN_ALL, WINDOW, clock);
  }

  /** Whether this source may cause a fetch of this URL now; if so, {@link #leave} follows. */
  boolean enter(String url, String source) {
    return perPlace.admits(Place.of(source))
        && perHost.admits(String.valueOf(URI.create(url).getHost()).toLowerCase(Locale.ROOT))
        && inAll.admits("")
        && atOnce.tryAcquire();
  }

  void leave() {
    atOnce.release();
  }
}
