package io.mcpguard.authserver.client;

import io.mcpguard.authserver.throttle.Throttle;
import io.mcpguard.http.Fetch;
import io.mcpguard.http.FetchRefused;
import io.mcpguard.http.Fetched;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client ID Metadata Documents, fetched when somebody names them.
 *
 * <p>The attacker is anybody who can open the authorization endpoint, and makes us fetch a URL of
 * theirs: addresses are checked and pinned, redirects refused, size and time capped by {@link
 * Fetch}; here the number of fetches is bounded, in all at once and for each host. What is good is
 * kept for as long as its headers say, between a minute and an hour; what is not good is not kept
 * (§4.4).
 */
public final class FetchedMetadataDocuments implements MetadataDocuments {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedMetadataDocuments.class);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_KEPT = 1_000;

  private final LinkedHashMap<String, Kept> kept = new LinkedHashMap<>();
  private final Semaphore atOnce = new Semaphore(8);
  private final Throttle perHost;
  private final Fetch fetch;
  private final InstantSource clock;

  private record Kept(Client client, Instant until) {}

  public FetchedMetadataDocuments(Fetch fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
    this.perHost = new Throttle(30, Duration.ofMinutes(1), clock);
  }

  @Override
  public Optional<Client> find(String url) {
    if (!MetadataDocuments.isDocumentUrl(url)) {
      return Optional.empty();
    }
    Optional<Client> known = remembered(url);
    return known.isPresent() ? known : fetched(url);
  }

  private Optional<Client> fetched(String url) {
    if (!perHost.admits(String.valueOf(URI.create(url).getHost())) || !atOnce.tryAcquire()) {
      return Optional.empty();
    }
    try {
      return switch (fetch.get(url)) {
        case Fetched document -> read(url, document);
        case FetchRefused refused -> {
          LOG.info("a client metadata document was not fetched: {}", refused.detail());
          yield Optional.empty();
        }
      };
    } finally {
      atOnce.release();
    }
  }

  private Optional<Client> read(String url, Fetched document) {
    boolean json =
        document.mediaType().equals("application/json") || document.mediaType().endsWith("+json");
    Optional<Client> client =
        json ? MetadataDocument.read(url, document.body(), clock.instant()) : Optional.empty();
    client.ifPresent(one -> keep(url, one, document.freshFor()));
    return client;
  }

  private synchronized Optional<Client> remembered(String url) {
    return Optional.ofNullable(kept.get(url))
        .filter(one -> clock.instant().isBefore(one.until()))
        .map(Kept::client);
  }

  private synchronized void keep(String url, Client client, Duration fresh) {
    Duration least = fresh.compareTo(SHORTEST) < 0 ? SHORTEST : fresh;
    Duration life = least.compareTo(LONGEST) > 0 ? LONGEST : least;
    kept.remove(url);
    kept.put(url, new Kept(client, clock.instant().plus(life)));
    if (kept.size() > MOST_KEPT) {
      kept.pollFirstEntry();
    }
  }
}
