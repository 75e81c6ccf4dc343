package io.mcpguard.connect;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The tokens for one server. At most one renewal is under way in this process, and by the lock on
 * the file at most one of the user's: everybody else waits for it and takes what it brought.
 *
 * <p>A login that failed is not begun again at once, however many requests ask: else a host that
 * tries again would open window after window.
 */
final class Authorization {
  private static final Duration LONGEST_RENEWAL = Duration.ofMinutes(11);
  private static final Duration PAUSE = Duration.ofMinutes(1);
  private static final int MOST_REMEMBERED = 64;

  private final GrantFile file;
  private final Login login;
  private final TokenRequests tokens;
  private final ConnectSettings settings;
  private final InstantSource clock;
  private final Notices notices;

  private Optional<Renewal> underWay = Optional.empty();
  private Access latest = new Access.None();
  private final Map<String, Failed> failed = new LinkedHashMap<>();

  /** One that is under way. */
  private record Renewal(Demand demand, CompletableFuture<Access> outcome) {}

  /** A demand that could not be met, and when that was. */
  private record Failed(Trouble trouble, Instant at) {}

  Authorization(
      GrantFile file,
      Login login,
      TokenRequests tokens,
      ConnectSettings settings,
      InstantSource clock,
      Notices notices) {
    this.file = file;
    this.login = login;
    this.tokens = tokens;
    this.settings = settings;
    this.clock = clock;
    this.notices = notices;
  }

  /** Takes up what an earlier process left. */
  void begin() throws IOException {
    if (stored() instanceof Earlier.Known(Grant grant)) {
      set(new Access.Granted(grant));
    }
  }

  /** What to present now; a token that is about to end is renewed first. */
  Access current(Demand.Cure cure) throws InterruptedException {
    Access now = latest();
    if (!(now instanceof Access.Granted(Grant grant)) || !grant.isEnding(clock.instant())) {
      return now;
    }
    if (!grant.isRefreshable()) {
      return grant.hasEnded(clock.instant()) ? new Access.None() : now;
    }
    Access renewed = renewed(Demand.ending(grant, cure));
    boolean stillGood = renewed instanceof Access.Refused && !grant.hasEnded(clock.instant());
    return stillGood ? now : renewed;
  }

  /** Another token than the one that was used, or why there is none. */
  Access renewed(Demand demand) throws InterruptedException {
    long until = System.nanoTime() + settings.patience().toNanos();
    try {
      while (true) {
        Renewal renewal;
        synchronized (this) {
          Optional<Access> known = known(demand);
          if (known.isPresent()) {
            return known.get();
          }
          renewal = underWay.orElseGet(() -> start(demand));
        }
        Access outcome = renewal.outcome().get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (renewal.demand().mayAsk() || !demand.mayAsk()) {
          return outcome;
        }
        // Nobody was asked; somebody may be now.
      }
    } catch (TimeoutException stillOpen) {
      return new Access.Refused(Trouble.LOGIN_PENDING);
    } catch (ExecutionException defect) {
      return new Access.Refused(Trouble.INTERNAL);
    }
  }

  private Optional<Access> known(Demand demand) {
    if (latest instanceof Access.Granted(Grant grant) && demand.isMetBy(grant)) {
      return Optional.of(latest);
    }
    return Optional.ofNullable(failed.get(demand.asked()))
        .filter(before -> clock.instant().isBefore(before.at().plus(PAUSE)))
        .map(before -> new Access.Refused(before.trouble()));
  }

  private synchronized Access latest() {
    return latest;
  }

  private synchronized void set(Access access) {
    latest = access;
  }

  private Renewal start(Demand demand) {
    Renewal renewal = new Renewal(demand, new CompletableFuture<>());
    underWay = Optional.of(renewal);
    Thread.ofVirtual()
        .name("login")
        .start(() -> {
          Access outcome = new Access.Refused(Trouble.INTERNAL);
          try {
            outcome = renew(demand);
          } finally {
            end(demand, outcome);
            renewal.outcome().complete(outcome);
          }
        });
    return renewal;
  }

  private synchronized void end(Demand demand, Access outcome) {
    underWay = Optional.empty();
    switch (outcome) {
      case Access.Granted(Grant grant) -> {
        latest = outcome;
        failed.remove(demand.asked());
        if (!grant.tokens().scopes().covers(demand.challenge().scope())) {
          remember(demand, Trouble.SCOPE_REFUSED);
        }
      }
      case Access.Refused(Trouble trouble) -> remember(demand, trouble);
      case Access.None none -> {}
    }
  }

  private void remember(Demand demand, Trouble trouble) {
    if (failed.size() >= MOST_REMEMBERED) {
      failed.clear();
    }
    failed.put(demand.asked(), new Failed(trouble, clock.instant()));
  }

  private Access renew(Demand demand) {
    try {
      GrantLock lock = file.lock(LONGEST_RENEWAL);
      try {
        return locked(demand);
      } finally {
        lock.close();
      }
    } catch (LoginFailed e) {
      notices.say(String.valueOf(e.getMessage()));
      return new Access.Refused(e.trouble());
    } catch (IOException e) {
      notices.say(String.valueOf(e.getMessage()));
      return new Access.Refused(Trouble.LOGIN_FAILED);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return new Access.Refused(Trouble.LOGIN_FAILED);
    }
  }

  private Access locked(Demand demand) throws LoginFailed, IOException, InterruptedException {
    Earlier stored = stored();
    if (stored instanceof Earlier.Known(Grant another)
        && demand.isMetBy(another)
        && !another.hasEnded(clock.instant())) {
      return new Access.Granted(another);
    }
    Optional<Grant> refreshed = demand.isRefreshable() ? refreshed(stored) : Optional.empty();
    if (refreshed.isEmpty() && !demand.mayAsk()) {
      return new Access.Refused(Trouble.LOGIN_PENDING);
    }
    Grant grant = refreshed.isPresent() ? refreshed.get() : login(demand, stored);
    file.write(grant);
    return new Access.Granted(grant);
  }

  private Grant login(Demand demand, Earlier stored) throws LoginFailed, InterruptedException {
    Grant grant = login.run(demand.challenge(), stored);
    notices.say("logged in");
    return grant;
  }

  /** Nothing where there is nothing to refresh by, or it is refused: a login may still help. */
  private Optional<Grant> refreshed(Earlier stored) throws LoginFailed {
    if (!(stored instanceof Earlier.Known(Grant grant)) || !grant.isRefreshable()) {
      return Optional.empty();
    }
    return switch (tokens.refresh(grant)) {
      case TokenRequests.Outcome.Tokens(Issued issued) -> Optional.of(grant.with(issued));
      case TokenRequests.Outcome.Refused refused -> Optional.empty();
    };
  }

  /** What the file holds for us; the grant of another client or server is none. */
  private Earlier stored() throws IOException {
    String id = settings.clientId();
    return file.read()
        .filter(grant -> grant.endpoint().equals(settings.endpoint().url()))
        .filter(grant -> id.isEmpty() || grant.clientId().equals(id))
        .<Earlier>map(Earlier.Known::new)
        .orElseGet(Earlier.Nothing::new);
  }
}
