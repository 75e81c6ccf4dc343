package io.mcpguard.export;

import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerBatch;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LogFollower;
import io.mcpguard.ledger.LogPosition;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one export what the ledger publishes, batch by batch, and keeps its place.
 *
 * <p>The place moves once a batch is taken and never before, so that whatever stops in between
 * costs events that come twice and none that is missing. What a sink does not take is brought again
 * until it does: the log is the buffer, and nobody waits.
 */
final class Exporter {
  private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

  /** The pause between two looks at the log, which has a new checkpoint each second at most. */
  private static final Duration PAUSE = Duration.ofMillis(500);

  private static final int MOST_LEAVES = 512;

  private final Export export;
  private final Ledger ledger;
  private final PlaceFile file;
  private final InstantSource clock;
  private final RetryPause retry;
  private final LeafTeller teller = new LeafTeller();
  private final LogFollower follower;
  private volatile ExportStanding standing;

  /** Of the follower's thread alone: where to go on, once the file was read. */
  private Optional<LogPosition> place = Optional.empty();

  private int most = MOST_LEAVES;

  Exporter(
      Export export, Ledger ledger, PlaceFile file, InstantSource clock, RandomGenerator random) {
    this.export = export;
    this.ledger = ledger;
    this.file = file;
    this.clock = clock;
    this.retry = new RetryPause(random);
    this.standing = ExportStanding.at(clock.instant());
    this.follower = new LogFollower("export-" + export.name(), this::look, this::died);
  }

  String name() {
    return export.name();
  }

  /** As it is now: a sink that hangs keeps the thread that would say so. */
  ExportStanding standing() {
    return standing.seen(clock.instant(), ledger.latest().size(), export.alarm());
  }

  private void died(Throwable cause) {
    standing = standing.dead();
    LOG.error("export {} brings nothing any more; start the guard again", name(), cause);
  }

  LogFollower follower() {
    return follower;
  }

  private Duration look() {
    try {
      LedgerReader log = ledger.reader();
      return bring(log, place(log));
    } catch (IOException | RuntimeException trouble) {
      return failed("the ledger or the export's place cannot be used (" + trouble + ")");
    }
  }

  private Duration bring(LedgerReader log, LogPosition from) throws IOException {
    LogPosition at = from;
    while (at.size() < log.checkpoint().size()) {
      if (follower.isStopping()) {
        return PAUSE;
      }
      LedgerBatch batch = LedgerBatch.after(at, log, most);
      tellMissing(at, batch);
      switch (export.bring(teller.told(batch, log))) {
        case Delivery.Taken taken -> at = moved(batch);
        case Delivery.TakenInPart(long refused) -> {
          LOG.warn("export {}: its sink refused {} events of {}", name(), refused, range(batch));
          at = moved(batch);
        }
        case Delivery.TooLarge large -> {
          if (batch.entries().size() == 1) {
            return failed("a single event is too large for it; raise what it takes");
          }
          most = batch.entries().size() / 2;
        }
        case Delivery.Failed(String why, Duration wait) -> {
          return failed(why, wait);
        }
      }
    }
    change(standing.current(clock.instant(), at.size()), "");
    return PAUSE;
  }

  private LogPosition moved(LedgerBatch batch) throws IOException {
    place = Optional.of(batch.behind());
    file.write(batch.behind());
    most = Math.min(MOST_LEAVES, most * 2);
    retry.reset();
    change(standing.taking(clock.instant(), batch.behind().size(), export.alarm()), "it is slow");
    return batch.behind();
  }

  private Duration failed(String why) {
    return failed(why, Duration.ZERO);
  }

  private Duration failed(String why, Duration wanted) {
    if (follower.isStopping()) {
      return PAUSE;
    }
    long size = place.map(LogPosition::size).orElse(0L);
    change(standing.lacking(clock.instant(), size, export.alarm()), why);
    return retry.afterFailure(wanted);
  }

  private void change(ExportStanding now, String why) {
    ExportStanding before = standing;
    standing = now;
    if (before.state() == now.state()) {
      return;
    }
    switch (now.state()) {
      case CURRENT -> LOG.info("export {} has all that is published again", name());
      case WAITING -> LOG.warn("export {} is not taken: {}", name(), why);
      case BEHIND -> LOG.error("export {} is not taken since {}: {}", name(), now.since(), why);
      case DEAD -> {} // Said where it died.
    }
  }

  /** Where to go on: from the first leaf, where what was brought is not what this log has. */
  private LogPosition place(LedgerReader log) throws IOException {
    if (place.isEmpty()) {
      place = file.read();
    }
    if (place.isPresent() && place.get().isOf(log)) {
      return place.get();
    }
    LOG.warn("export {}: its place is not one in this ledger; all of it is brought again", name());
    place = Optional.of(LogPosition.none());
    return LogPosition.none();
  }

  private void tellMissing(LogPosition at, LedgerBatch batch) {
    if (first(batch) > at.size()) {
      LOG.error(
          "export {}: the entries {} to {} were archived before it had them; see audit export",
          name(),
          at.size(),
          first(batch) - 1);
    }
  }

  private static long first(LedgerBatch batch) {
    return batch.behind().size() - batch.entries().size();
  }

  private static String range(LedgerBatch batch) {
    return first(batch) + " to " + (batch.behind().size() - 1);
  }
}
