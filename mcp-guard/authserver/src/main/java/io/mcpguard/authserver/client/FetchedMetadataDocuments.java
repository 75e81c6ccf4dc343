package io.mcpguard.authserver.client;

import io.mcpguard.http.Fetch;
import io.mcpguard.http.FetchRefused;
import io.mcpguard.http.Fetched;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Client ID Metadata Documents, fetched when somebody names them.
 *
 * <p>The attacker is anybody who can open the authorization endpoint, and makes us fetch a URL of
 * theirs: addresses are checked and pinned, redirects refused, size and time capped by {@link
 * Fetch}; {@link FetchThrottle} bounds how often. What is good is kept for as long as its headers
 * say, between a minute and an hour; what is not good is not kept (§4.4).
 *
 * <p>A kept document that is no longer fresh stands in for an hour while nobody can be asked about
 * it. Any answer ends that, whatever it says: whoever takes a document down or spoils it means it.
 */
public final class FetchedMetadataDocuments implements MetadataDocuments {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedMetadataDocuments.class);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration STALE = Duration.ofHours(1);
  private static final int MOST_KEPT = 1_000;

  private final LinkedHashMap<String, Kept> kept = new LinkedHashMap<>();
  private final FetchThrottle throttle;
  private final Fetch fetch;
  private final InstantSource clock;

  private record Kept(Client client, Instant freshUntil, Instant usableUntil) {}

  public FetchedMetadataDocuments(Fetch fetch, InstantSource clock) {
    this.fetch = fetch;
    this.clock = clock;
    this.throttle = new FetchThrottle(clock);
  }

  @Override
  public Optional<Client> find(String url, String source) {
    if (!MetadataDocuments.isDocumentUrl(url)) {
      return Optional.empty();
    }
    Optional<Client> known = fresh(url);
    return known.isPresent() ? known : fetched(url, source);
  }

  private Optional<Client> fetched(String url, String source) {
    if (!throttle.enter(url, source)) {
      return stale(url);
    }
    try {
      return switch (fetch.get(url)) {
        case Fetched document -> read(url, document);
        case FetchRefused refused -> unread(url, refused);
      };
    } finally {
      throttle.leave();
    }
  }

  private Optional<Client> read(String url, Fetched document) {
    boolean json =
        document.mediaType().equals("application/json") || document.mediaType().endsWith("+json");
    Optional<Client> client =
        json ? MetadataDocument.read(url, document.body(), clock.instant()) : Optional.empty();
    client.ifPresentOrElse(one -> keep(url, one, document), () -> forget(url));
    return client;
  }

  private Optional<Client> unread(String url, FetchRefused refused) {
    LOG.info("a client metadata document was not fetched: {}", refused.detail());
    return switch (refused.reason()) {
      case UNREACHABLE -> stale(url);
      case BAD_URL, NOT_HTTPS, REFUSED_ADDRESS, STATUS, TOO_LARGE, MALFORMED -> {
        forget(url);
        yield Optional.empty();
      }
    };
  }

  private synchronized Optional<Client> fresh(String url) {
    return Optional.ofNullable(kept.get(url))
        .filter(one -> clock.instant().isBefore(one.freshUntil()))
        .map(Kept::client);
  }

  private synchronized Optional<Client> stale(String url) {
    return Optional.ofNullable(kept.get(url))
        .filter(one -> clock.instant().isBefore(one.usableUntil()))
        .map(Kept::client);
  }

  private synchronized void keep(String url, Client client, Fetched document) {
    Duration said = document.freshFor();
    Duration least = said.compareTo(SHORTEST) < 0 ? SHORTEST : said;
    Instant until = clock.instant().plus(least.compareTo(LONGEST) > 0 ? LONGEST : least);
    kept.remove(url);
    kept.put(url, new Kept(client, until, document.mayBeUsedStale() ? until.plus(STALE) : until));
    if (kept.size() > MOST_KEPT) {
      kept.pollFirstEntry();
    }
  }

  private synchronized void forget(String url) {
    kept.remove(url);
  }
}
