package io.mcpguard.audit;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.Http1Response;
import io.mcpguard.http.RequestHead;
import io.mcpguard.ledger.CosignerKey;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerReader;
import io.mcpguard.ledger.LogFollower;
import io.mcpguard.ledger.WitnessFeed;
import io.mcpguard.ledger.WitnessReport;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the ledger's checkpoints to witnesses, each on a thread of its own that no call waits for,
 * and says when one has not cosigned for too long.
 */
public final class Witnesses implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Witnesses.class);

  /** The pause between two looks at the log; a checkpoint may be as old before it is brought. */
  private static final Duration PAUSE = Duration.ofSeconds(3);

  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** 64 signature lines of the longest kind fit. */
  private static final int MOST_BYTES = 1 << 18;

  private final Ledger ledger;
  private final Http1Client http;
  private final Duration most;
  private final InstantSource clock;
  private final Map<Named, WitnessStanding> standings = new ConcurrentHashMap<>();
  private final List<LogFollower> threads = new ArrayList<>();

  /**
   * A witness that the operator named.
   *
   * @param prefix below which it is asked ("submission prefix"), without a slash at its end
   * @param key checks its cosignatures
   */
  public record Named(Destination prefix, CosignerKey key) {}

  /**
   * Begins to bring.
   *
   * @param most how long entries may go without a cosignature
   * @throws IOException when what was cosigned before cannot be read
   */
  public Witnesses(
      Ledger ledger, List<Named> named, Http1Client http, Duration most, InstantSource clock)
      throws IOException {
    this.ledger = ledger;
    this.http = http;
    this.most = most;
    this.clock = clock;
    for (Named witness : named) {
      standings.put(witness, WitnessStanding.at(clock.instant()));
      Http1Pool pool = http.pool(witness.prefix(), Http1Limits.standard().withConnections(1));
      WitnessFeed feed = new WitnessFeed(ledger, witness.key(), body -> post(witness, pool, body));
      threads.add(
          new LogFollower(
              "witness " + witness.key().name(),
              () -> bring(witness, feed),
              cause -> died(witness, cause)));
    }
    threads.forEach(LogFollower::start);
  }

  /** How each witness stands, by its name. */
  public Map<String, WitnessStanding> standings() {
    Map<String, WitnessStanding> all = new LinkedHashMap<>();
    standings.forEach((witness, standing) -> all.put(witness.key().name(), standing));
    return all;
  }

  /** Whether one of them makes somebody have to look. */
  public boolean isAlarming() {
    return standings.values().stream().anyMatch(WitnessStanding::isAlarming);
  }

  private Duration bring(Named witness, WitnessFeed feed) {
    WitnessStanding before = standings.getOrDefault(witness, WitnessStanding.at(clock.instant()));
    WitnessReport report;
    try {
      LedgerReader log = ledger.reader();
      boolean isNew = feed.last().filter(seen -> seen.size() == log.checkpoint().size()).isEmpty();
      if (!isNew && !before.isAlarming()) {
        standings.put(witness, before.idle(clock.instant()));
        return PAUSE;
      }
      report = feed.push(log);
    } catch (IOException | RuntimeException e) {
      report = new WitnessReport.Unanswered("the ledger's files cannot be read (" + e + ")");
    }
    WitnessStanding now = before.after(report, clock.instant(), most);
    standings.put(witness, now);
    tell(witness.key().name(), before, now, report);
    return PAUSE;
  }

  private void died(Named witness, Throwable cause) {
    standings.computeIfPresent(witness, (same, before) -> before.givenUp());
    LOG.error(
        "witness {} is not asked any more; start the guard again", witness.key().name(), cause);
  }

  private static void tell(
      String name, WitnessStanding before, WitnessStanding now, WitnessReport report) {
    if (now.state() == before.state()) {
      return;
    }
    switch (now.state()) {
      case WITNESSED -> LOG.info("witness {} cosigns this ledger", name);
      case WAITING -> LOG.warn("witness {} has not cosigned: {}", name, why(report));
      case UNWITNESSED ->
          LOG.error("witness {} has not cosigned since {}: {}", name, now.since(), why(report));
      case ROLLED_BACK ->
          LOG.error(
              "witness {} has seen more of this ledger than there is: it was rolled back. Stop the"
                  + " guard and restore the newest copy of the data directory",
              name);
      case FORKED ->
          LOG.error(
              "witness {} has seen another history of this ledger: it was rewritten. Stop the guard"
                  + " and keep both copies as evidence",
              name);
    }
  }

  private static String why(WitnessReport report) {
    return report instanceof WitnessReport.Unanswered(String why) ? why : "no answer yet";
  }

  private static WitnessFeed.Reply post(Named witness, Http1Pool pool, byte[] body)
      throws IOException {
    String path = witness.prefix().path();
    String prefix = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    RequestHead head =
        RequestHead.of(
            "POST",
            witness.prefix().at(prefix + "/add-checkpoint"),
            List.of(new Header("Content-Type", "text/plain; charset=utf-8")));
    try (Http1Exchange exchange = pool.send(head, List.of(), body, Deadline.in(ANSWER));
        Http1Response response = exchange.response()) {
      return new WitnessFeed.Reply(response.status(), response.readAll(MOST_BYTES));
    } catch (Http1Failure e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** Ends the threads; a request under way is cut off. */
  @Override
  public void close() {
    threads.forEach(LogFollower::stop);
    http.close();
    LogFollower.closeAll(threads);
  }
}
