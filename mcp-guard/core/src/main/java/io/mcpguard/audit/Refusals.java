package io.mcpguard.audit;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts refusals before authentication, and writes the counts down every ten seconds: leaves
 * {@code refusals}, one for each network they came from.
 *
 * <p>The attacker is anybody who can reach the port and would fill the disk with records, or hold
 * requests up behind it. So what is written in a while is bounded however much comes, and no
 * request waits for it: one thread writes, and what cannot be written is told to the log alone.
 */
public final class Refusals implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** Networks beyond this number share one leaf. */
  private static final int MOST_SOURCES = 64;

  private static final String ELSEWHERE = "elsewhere";

  /** What one network may be refused in a window before it is told to slow down. */
  private static final long MOST_REFUSED = 1_000;

  private final Journal journal;
  private final InstantSource clock;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Map<String, Map<Reason, Long>> counts = new HashMap<>();
  private Instant since;

  /** Nothing counted yet. */
  public Refusals(Journal journal, InstantSource clock) {
    this.journal = journal;
    this.clock = clock;
    this.since = clock.instant();
  }

  /** Begins to write, until {@link #close}. */
  public void start() {
    Thread.ofVirtual().name("refusals").start(this::writeUntilClosed);
  }

  /**
   * Counts a refusal; waits for nothing.
   *
   * @param source the address it came from
   * @return the reason to tell: this one, or {@code FLOOD} to a network that is refused too often
   */
  public Reason count(String source, Reason reason) {
    return add(SourcePrefix.of(source), reason) > MOST_REFUSED ? Reason.FLOOD : reason;
  }

  private synchronized long add(String prefix, Reason reason) {
    String known = counts.containsKey(prefix) || counts.size() < MOST_SOURCES ? prefix : ELSEWHERE;
    Map<Reason, Long> of = counts.computeIfAbsent(known, absent -> new EnumMap<>(Reason.class));
    of.merge(reason, 1L, Long::sum);
    return of.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Writes down what was counted since the last time. */
  void write() {
    Map<String, Map<Reason, Long>> counted;
    Instant from;
    synchronized (this) {
      counted = counts;
      from = since;
      counts = new HashMap<>();
      since = clock.instant();
    }
    for (Map.Entry<String, Map<Reason, Long>> source : counted.entrySet()) {
      byte[] leaf = leaf(source.getKey(), source.getValue(), from);
      if (journal.note(leaf) instanceof Refused<DecisionLeaf>(Denial unwritten)) {
        LOG.warn(
            "refusals from {} networks are not recorded: {}", counted.size(), unwritten.detail());
        return;
      }
    }
  }

  private byte[] leaf(String source, Map<Reason, Long> reasons, Instant from) {
    JsonText each = JsonText.object();
    reasons.forEach((reason, count) -> each.put(reason.code(), count));
    return JsonText.object()
        .put("v", 1)
        .put("type", "refusals")
        .put("at", Moment.of(clock.instant()))
        .put("since", Moment.of(from))
        .put("source", source)
        .put("counts", each)
        .bytes();
  }

  private void writeUntilClosed() {
    try {
      while (!stopped.await(WINDOW.toSeconds(), TimeUnit.SECONDS)) {
        write();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  /** Writes down what is left, and writes no more. */
  @Override
  public void close() {
    if (stopped.getCount() > 0) {
      stopped.countDown();
      write();
    }
  }
}
