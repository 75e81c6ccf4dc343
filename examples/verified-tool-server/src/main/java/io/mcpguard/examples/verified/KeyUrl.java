package io.mcpguard.examples.verified;

import io.mcpguard.assertion.KeySet;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.VerificationKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The guard's keys at one configured URL, fetched when a key is unknown, at most once a second, and
 * anew after a minute: a key that the guard took back must not be good here for longer. The guard
 * may start later than this server.
 */
public final class KeyUrl implements KeySource {
  private static final Duration DEADLINE = Duration.ofSeconds(2);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration FRESH = Duration.ofMinutes(1);
  private static final int MOST_BYTES = 1 << 20;

  private final URI place;
  private final InstantSource clock;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
  private final ReentrantLock fetching = new ReentrantLock();
  private volatile KeySource keys = keyId -> Optional.empty();
  private volatile Instant stale = Instant.EPOCH;
  private Instant next = Instant.EPOCH;

  /** Nothing is fetched yet. */
  public KeyUrl(URI place, InstantSource clock) {
    this.place = place;
    this.clock = clock;
  }

  @Override
  public Optional<VerificationKey> find(String keyId) {
    Optional<VerificationKey> known = keys.find(keyId);
    if (known.isPresent() && clock.instant().isBefore(stale)) {
      return known;
    }
    fetching.lock();
    try {
      if (!clock.instant().isBefore(next)) {
        next = clock.instant().plus(PAUSE);
        keys = fetch();
        stale = clock.instant().plus(FRESH);
      }
    } catch (IOException | IllegalArgumentException unreachable) {
      System.getLogger(KeyUrl.class.getName())
          .log(System.Logger.Level.WARNING, "the guard's keys cannot be fetched", unreachable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      fetching.unlock();
    }
    return keys.find(keyId);
  }

  private KeySet fetch() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(place).timeout(DEADLINE).build();
    HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("status " + response.statusCode());
      }
      return KeySet.parse(new String(body.readNBytes(MOST_BYTES), StandardCharsets.UTF_8));
    }
  }
}
