package io.mcpguard.federation;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.Digests;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestMeta;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Pages of upstreams' lists that were asked for lately, each for the one reader that it was
 * filtered for: "MUST NOT be shared across authorization contexts" (2026-07-28,
 * server/utilities/caching).
 *
 * <p>The attacker is a caller who would see what another may see, or what is out of reach by now.
 * So everything that the filter looks at stands in the key, but for the time, which a page outlives
 * by a minute at most; and what a list hangs on besides its reader ends with the edition.
 */
final class ListCache {
  /** The longest that a page is kept, whatever its upstream allows. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final long MOST_BYTES = 16 << 20;

  /** What an entry takes besides its page, roughly. */
  private static final int KEY_BYTES = 2048;

  private final McpGuard guard;
  private final InstantSource clock;
  private final Remembered<Key, Kept> pages =
      Remembered.weighed(
          MOST_BYTES,
          LONGEST,
          (key, kept) -> KEY_BYTES + key.cursor().length() + kept.page().entries().length);

  ListCache(McpGuard guard, InstantSource clock) {
    this.guard = guard;
    this.clock = clock;
  }

  /** Where one page of one upstream's list is kept. */
  interface Place {
    /** The page, if it is still what its upstream would answer. */
    Optional<ListPage> find();

    /** Keeps a page, for as long as may be, that was asked for at {@code asked}. */
    void keep(ListPage page, Instant asked);
  }

  /** Keeps nothing. */
  private static final Place NOWHERE =
      new Place() {
        @Override
        public Optional<ListPage> find() {
          return Optional.empty();
        }

        @Override
        public void keep(ListPage page, Instant asked) {
          // For a request whose answer may hang on what no key here holds.
        }
      };

  /** Finds the place of an upstream's page; found before the upstream is asked. */
  interface Places {
    Place at(Upstream upstream, String cursor);
  }

  /**
   * @param abilities the digest of the client's capabilities, which an upstream may go by
   */
  private record Key(
      ListReader reader,
      McpMethod list,
      String abilities,
      String upstream,
      long edition,
      String cursor) {}

  private record Kept(ListPage page, Instant until) {}

  /** Places for the answers to one request. */
  Places places(Delegated caller, McpMessage.Request request, RequestMeta meta) {
    boolean plain =
        request.params().members().stream()
            .allMatch(member -> member.name().equals("cursor") || member.name().equals("_meta"));
    if (!plain) {
      return (upstream, cursor) -> NOWHERE;
    }
    ListReader reader = ListReader.of(caller);
    String abilities = Digests.ofRaw(request.document(), meta.capabilities());
    return (upstream, cursor) ->
        place(
            upstream,
            new Key(
                reader,
                request.method(),
                abilities,
                upstream.name(),
                guard.catalog().edition(upstream.name()),
                cursor));
  }

  private Place place(Upstream upstream, Key key) {
    return new Place() {
      @Override
      public Optional<ListPage> find() {
        Instant now = clock.instant();
        return pages.find(key).filter(kept -> now.isBefore(kept.until())).map(Kept::page);
      }

      @Override
      public void keep(ListPage page, Instant asked) {
        Instant until = until(upstream, page, asked.plus(LONGEST));
        if (clock.instant().isBefore(until)) {
          pages.put(key, new Kept(page, until));
        }
      }
    };
  }

  /** A server of the legacy revisions cannot say how long, but tells of changes. */
  private Instant until(Upstream upstream, ListPage page, Instant atMost) {
    boolean legacy = guard.era(upstream).equals(Optional.of(Era.LEGACY));
    return legacy || page.freshUntil().isAfter(atMost) ? atMost : page.freshUntil();
  }
}
