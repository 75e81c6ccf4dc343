package io.mcpguard.servlet;

import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Fetch;
import io.mcpguard.http.FetchRefused;
import io.mcpguard.http.FetchRules;
import io.mcpguard.http.Fetched;
import io.mcpguard.http.Http1Client;
import io.mcpguard.jose.KeySource;
import io.mcpguard.jose.VerificationKeys;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The external authorization server's keys from the URL that the developer named: fetched again
 * when they are a minute old, never because a token names a key. Keys that could not be fetched
 * again for an hour are believed no more. Until there were any, every call fails: so long they are
 * asked for every two seconds.
 */
final class FetchedKeys implements KeySource, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(FetchedKeys.class);
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final Duration WITHOUT_ANY = Duration.ofSeconds(2);
  private static final Duration USABLE = Duration.ofHours(1);

  private final Http1Client client;
  private final Fetch fetch;
  private final String url;
  private final InstantSource clock;
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile @Nullable Held held;
  private volatile Instant triedAt = Instant.MIN;

  private record Held(VerificationKeys keys, Instant at) {}

  FetchedKeys(URI url, InstantSource clock) {
    this.client =
        new Http1Client(
            AddressPolicy.publicOnly().allowingHosts(Set.of(url.getHost())), platformTrust());
    this.fetch = new Fetch(client, FetchRules.keySet());
    this.url = url.toString();
    this.clock = clock;
  }

  @Override
  public Optional<PublicKey> find(String keyId) {
    Instant now = clock.instant();
    if (isDue(now)) {
      refresh(now);
    }
    Held known = held;
    return known == null || !now.isBefore(known.at().plus(USABLE))
        ? Optional.empty()
        : known.keys().find(keyId);
  }

  private boolean isDue(Instant now) {
    return !now.isBefore(triedAt.plus(held == null ? WITHOUT_ANY : FRESH));
  }

  /** One request fetches; others go on with what there is, and wait only where there is nothing. */
  private void refresh(Instant now) {
    if (held == null) {
      fetching.lock();
    } else if (!fetching.tryLock()) {
      return;
    }
    try {
      if (isDue(now)) {
        fetch(now);
        triedAt = clock.instant(); // Whoever waited for a fetch that failed does not fetch at once.
      }
    } finally {
      fetching.unlock();
    }
  }

  private void fetch(Instant now) {
    switch (fetch.get(url)) {
      case FetchRefused refused ->
          LOG.warn("the authorization server's keys were not fetched: {}", refused.detail());
      case Fetched document -> {
        try {
          String jwks = new String(document.body(), StandardCharsets.UTF_8);
          held = new Held(VerificationKeys.parse(jwks), now);
        } catch (IllegalArgumentException unusable) {
          LOG.warn("the authorization server's keys are of no use: {}", unusable.getMessage());
        }
      }
    }
  }

  private static SSLContext platformTrust() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the platform has no default TLS", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
