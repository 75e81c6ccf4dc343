package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Keeps the catalog filled: looks at each upstream when the guard starts, again after it said that
 * its tools changed, and again, less and less often, while it cannot be reached.
 */
public final class Contacts implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  private final Contact contact;
  private final Set<String> looking = ConcurrentHashMap.newKeySet();
  private final CountDownLatch stopped = new CountDownLatch(1);

  Contacts(Contact contact) {
    this.contact = contact;
  }

  /** Looks at the upstream soon, on a thread of its own; at most one looks at a time. */
  public void lookSoon(Upstream upstream) {
    if (looking.add(upstream.name())) {
      Thread.ofVirtual().name("contact-" + upstream.name()).start(() -> lookUntilSeen(upstream));
    }
  }

  private void lookUntilSeen(Upstream upstream) {
    try {
      Duration pause = FIRST_PAUSE;
      while (!contact.look(upstream)) {
        if (stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        pause =
            pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0
                ? pause.multipliedBy(2)
                : LONGEST_PAUSE;
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      looking.remove(upstream.name());
    }
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
