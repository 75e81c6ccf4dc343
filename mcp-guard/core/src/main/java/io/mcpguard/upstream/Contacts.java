package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Remembered;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the catalog filled: looks at each upstream when the guard starts, again after it said that
 * its tools changed, and again, less and less often, while it cannot be reached.
 */
public final class Contacts implements AutoCloseable {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /**
   * How long a request waits for the first look at its upstream after that began; shorter than a
   * list waits that is gathered from all.
   */
  private static final Duration TO_BE_SEEN = Duration.ofSeconds(3);

  private static final int MOST_MISUNDERSTOOD = 1_000;

  /** A tool server could have itself looked at with each of its answers. */
  private static final Duration BETWEEN_MISUNDERSTANDINGS = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(Contacts.class);

  private final Contact contact;
  private final Set<String> looking = ConcurrentHashMap.newKeySet();
  private final Set<String> again = ConcurrentHashMap.newKeySet();
  private final Map<String, Semaphore> due = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> unseen = new ConcurrentHashMap<>();
  private final Map<String, CountDownLatch> unasked = new ConcurrentHashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** For each upstream that could not be looked at: ends the pause before the next time. */
  private final Map<String, Semaphore> early = new ConcurrentHashMap<>();

  private final Duration firstPause;

  /** Upstreams that were looked at again because they took amiss how they were spoken to. */
  private final Remembered<String, String> misunderstood =
      Remembered.afterWrite(MOST_MISUNDERSTOOD, BETWEEN_MISUNDERSTANDINGS);

  Contacts(Contact contact) {
    this(contact, FIRST_PAUSE);
  }

  /** Where an upstream cannot be looked at, it is tried again after {@code firstPause}. */
  Contacts(Contact contact, Duration firstPause) {
    this.contact = contact;
    this.firstPause = firstPause;
  }

  /** Looks at the upstream as soon as it can be reached; at most one looks at a time. */
  public void lookSoon(Upstream upstream) {
    switch (contact.occasion(upstream)) {
      case ANY_TIME -> {
        unseen.putIfAbsent(upstream.name(), new CountDownLatch(1));
        unasked.putIfAbsent(upstream.name(), new CountDownLatch(1));
        lookOnOwnThread(upstream);
      }
      case WITHIN_REQUESTS -> due.put(upstream.name(), new Semaphore(1));
    }
  }

  /**
   * The same of an upstream that began anew, and of which nothing counts that was seen before: now,
   * for requests wait for it, and however long it could not be reached.
   */
  void lookAnew(Upstream upstream) {
    unasked.put(upstream.name(), new CountDownLatch(1));
    lookSoon(upstream);
    early(upstream).release();
  }

  private Semaphore early(Upstream upstream) {
    return early.computeIfAbsent(upstream.name(), name -> new Semaphore(0));
  }

  /** Looks at an upstream that took amiss how it was spoken to, if that is not too soon again. */
  void lookAtMisunderstanding(Upstream upstream) {
    misunderstood.findOrMake(
        upstream.name(),
        name -> {
          lookSoon(upstream);
          return name;
        });
  }

  /**
   * Looks at the upstream now if that is due, and waits a while for whoever looks at it for the
   * first time: a request that went on before would find no tool at all.
   */
  public void lookIfDue(Upstream upstream) {
    Semaphore mine = due.get(upstream.name());
    try {
      if (mine == null) {
        awaitLook(upstream, Deadline.in(TO_BE_SEEN));
        return;
      }
      if (mine.tryAcquire(LONGEST_PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          if (mine.equals(due.get(upstream.name())) && contact.look(upstream)) {
            due.remove(upstream.name(), mine);
          }
        } finally {
          mine.release();
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until each upstream was seen once that can be looked at without a request. */
  public void awaitSeen(Deadline deadline) throws InterruptedException {
    for (CountDownLatch one : unseen.values()) {
      if (!one.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  /** Waits until one upstream was looked at once, whether or not anything was seen. */
  public void awaitLook(Upstream upstream, Deadline deadline) throws InterruptedException {
    CountDownLatch one = unasked.get(upstream.name());
    if (one != null && one.getCount() > 0) {
      var unused = one.await(deadline.left().toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void lookOnOwnThread(Upstream upstream) {
    // First the wish, then the look: one that comes during a look is for what changed since.
    again.add(upstream.name());
    if (looking.add(upstream.name())) {
      Thread.ofVirtual().name("contact-" + upstream.name()).start(() -> lookUntilSeen(upstream));
    }
  }

  private void lookUntilSeen(Upstream upstream) {
    try {
      Duration pause = firstPause;
      while (again.remove(upstream.name()) && !seen(upstream)) {
        again.add(upstream.name());
        boolean anew = endsEarly(upstream, pause);
        if (stopped.getCount() == 0) {
          return;
        }
        pause = anew ? firstPause : longer(pause);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      looking.remove(upstream.name());
    }
    if (again.contains(upstream.name()) && stopped.getCount() > 0) {
      lookOnOwnThread(upstream);
    }
  }

  /** Lets a pause go by; true where the upstream began anew before that was over. */
  private boolean endsEarly(Upstream upstream, Duration pause) throws InterruptedException {
    Semaphore ending = early(upstream);
    // A guard that stops has marked that before it ends the pauses that it finds.
    boolean ended =
        stopped.getCount() == 0 || ending.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
    ending.drainPermits();
    return ended;
  }

  private static Duration longer(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
  }

  /** What an upstream lists can be anything; whatever it makes fail is looked at again later. */
  private boolean seen(Upstream upstream) {
    try {
      boolean seen = contact.look(upstream);
      if (seen) {
        Optional.ofNullable(unseen.get(upstream.name())).ifPresent(CountDownLatch::countDown);
      }
      return seen;
    } catch (RuntimeException unforeseen) {
      LOG.error("the tools of upstream {} cannot be read", upstream.name(), unforeseen);
      return false;
    } finally {
      Optional.ofNullable(unasked.get(upstream.name())).ifPresent(CountDownLatch::countDown);
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    early.values().forEach(Semaphore::release);
  }
}
