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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

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

  /** A tool that changed without a word is out of reach once its list is asked for again. */
  private static final Duration UNSAID = Duration.ofSeconds(10);

  private static final long MOST_BYTES = 16 << 20;

  /** What an entry takes besides its page, roughly. */
  private static final int KEY_BYTES = 2048;

  private final McpGuard guard;
  private final InstantSource clock;
  private final Remembered<Key, Kept> pages =
      Remembered.weighed(
          MOST_BYTES,
          LONGEST,
          (key, kept) ->
              KEY_BYTES
                  + key.cursor().length()
                  + kept.page().next().length()
                  + kept.page().entries().length);

  private final Map<Key, CompletableFuture<Gathering.Found>> asking = new ConcurrentHashMap<>();

  ListCache(McpGuard guard, InstantSource clock) {
    this.guard = guard;
    this.clock = clock;
  }

  /** Where one page of one upstream's list comes from. */
  interface Source {
    /** The page, if it is known and still what its upstream would answer. */
    Optional<ListPage> known();

    /** What comes of putting the question to the upstream; a page is kept for as long as may be. */
    Gathering.Found ask(Callable<Gathering.Found> question) throws Exception;
  }

  /** Finds the source of an upstream's page, before the upstream is asked. */
  interface Sources {
    Source at(Upstream upstream, String cursor);
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

  /** Sources of the answer to one request. */
  Sources sources(Delegated caller, McpMessage.Request request, RequestMeta meta) {
    boolean plain =
        request.params().members().stream()
            .allMatch(member -> member.name().equals("cursor") || member.name().equals("_meta"));
    if (!plain) {
      return (upstream, cursor) -> new Unkept(upstream.name(), request.method(), clock);
    }
    ListReader reader = ListReader.of(caller);
    String abilities = Digests.ofRaw(request.document(), meta.capabilities());
    return (upstream, cursor) ->
        new Shared(
            upstream,
            new Key(
                reader,
                request.method(),
                abilities,
                upstream.name(),
                guard.catalog().edition(upstream.name()),
                cursor));
  }

  /** For a request whose answer may hang on what no key here holds. */
  private record Unkept(String upstream, McpMethod list, InstantSource clock) implements Source {
    @Override
    public Optional<ListPage> known() {
      return Optional.empty();
    }

    @Override
    public Gathering.Found ask(Callable<Gathering.Found> question) throws Exception {
      Instant asked = clock.instant();
      return listed(upstream, list, question.call(), asked);
    }
  }

  private final class Shared implements Source {
    private final Upstream upstream;
    private final Key key;

    private Shared(Upstream upstream, Key key) {
      this.upstream = upstream;
      this.key = key;
    }

    @Override
    public Optional<ListPage> known() {
      Instant now = clock.instant();
      return pages.find(key).filter(kept -> now.isBefore(kept.until())).map(Kept::page);
    }

    /**
     * What another is asking already is waited for: else all that one reader asks at once, when a
     * page is over, would use up what one agent may have under way. A refusal is for its own
     * request alone.
     */
    @Override
    public Gathering.Found ask(Callable<Gathering.Found> question) throws Exception {
      CompletableFuture<Gathering.Found> mine = new CompletableFuture<>();
      CompletableFuture<Gathering.Found> others = asking.putIfAbsent(key, mine);
      if (others != null) {
        return waitedFor(others, question);
      }
      try {
        Optional<ListPage> meanwhile = known();
        mine.complete(
            meanwhile.isPresent() ? new Gathering.Listed(meanwhile.get()) : asked(question));
      } finally {
        asking.remove(key);
        mine.cancel(false); // Nothing where it is complete: then it was not I who was in time.
      }
      return mine.get();
    }

    /** Whoever asked may have had less time left, or less permission. */
    private Gathering.Found waitedFor(
        CompletableFuture<Gathering.Found> others, Callable<Gathering.Found> question)
        throws Exception {
      try {
        Gathering.Found found = others.get();
        return found instanceof Gathering.Denied ? asked(question) : found;
      } catch (CancellationException unfinished) {
        return asked(question);
      }
    }

    private Gathering.Found asked(Callable<Gathering.Found> question) throws Exception {
      Instant asked = clock.instant();
      Gathering.Found found = listed(upstream.name(), key.list(), question.call(), asked);
      if (found instanceof Gathering.Listed(ListPage page)) {
        Instant until = until(page, asked);
        if (clock.instant().isBefore(until)) {
          pages.put(key, new Kept(page, until));
        }
      }
      return found;
    }

    /** A server of the legacy revisions cannot say how long, and may or may not tell of changes. */
    private Instant until(ListPage page, Instant asked) {
      Instant atMost = asked.plus(LONGEST);
      if (guard.era(upstream).equals(Optional.of(Era.LEGACY))) {
        return asked.plus(UNSAID);
      }
      return page.freshUntil().isAfter(atMost) ? atMost : page.freshUntil();
    }
  }

  private static Gathering.Found listed(
      String upstream, McpMethod list, Gathering.Found found, Instant asked) {
    return found instanceof Gathering.Result result
        ? new Gathering.Listed(ListPage.of(upstream, list, result, asked))
        : found;
  }
}
