package io.mcpguard.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.Books;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.ScopeTable;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.testkit.MovableClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When an upstream is looked at again that could not be reached. */
class ContactsTest {
  private static final int PATIENCE_S = 60;

  /** No test lasts that long. */
  private static final Duration PAUSE = Duration.ofHours(1);

  private static final Upstream UPSTREAM =
      new Upstream("notes", "https://guard.example/mcp/notes", "urn:notes", Set.of(), Set.of());

  private final Semaphore looks = new Semaphore(0);
  private final Contacts contacts =
      new Contacts(
          new Contact(
              new Ports(Map.of("notes", new Unreachable())),
              new Catalog(
                  new Books.Pins(),
                  new ScopeTable(List.of()),
                  MovableClock.at("2026-11-27T12:00:00Z")),
              new Eras()),
          PAUSE);

  private final class Unreachable implements Port {
    @Override
    public SessionLink resume(Past past, Keeping keeping) {
      throw new AssertionError("no session ever began");
    }

    @Override
    public Opening open(byte[] initialize, RequestId id, Deadline deadline) {
      looks.release();
      return new Opening.NotOpened(SessionLink.Failing.DOWN, 0);
    }

    @Override
    public void close() {}
  }

  @AfterEach
  void stop() {
    contacts.close();
  }

  private boolean isLookedAt() throws InterruptedException {
    return looks.tryAcquire(PATIENCE_S, TimeUnit.SECONDS);
  }

  /** Its requests wait for that: until it was looked at, none of its tools is within reach. */
  @Test
  void oneThatBeganAnewIsLookedAtHoweverLongThePauseWas() throws Exception {
    contacts.lookSoon(UPSTREAM);
    assertThat(isLookedAt()).isTrue();
    contacts.awaitLook(UPSTREAM, Deadline.in(Duration.ofSeconds(PATIENCE_S)));

    contacts.lookAnew(UPSTREAM);

    assertThat(isLookedAt()).isTrue();
  }
}
