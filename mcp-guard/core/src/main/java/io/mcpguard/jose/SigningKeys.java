package io.mcpguard.jose;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A ring of ES256 keys: one signs, a coming one is published already, earlier ones still verify
 * until the last token they signed has expired.
 *
 * <p>Invariants: of the keys that have begun the latest signs; a new key is on disk and published
 * for {@link #AHEAD} before it begins; every key but the last ends {@code overlap} after the next
 * one begins, and leaves the ring no earlier. A crash between writing the new key and ending the
 * old one leaves two without an end: the earlier is ended at the next start. Each purpose (access
 * tokens, assertions) has a ring of its own, so that no token can pass for one of the other kind.
 */
public final class SigningKeys implements KeySource {
  /**
   * How long a new key is published before it signs. The JWKS may be kept for no longer than this:
   * else a verifier would meet a signature before its key.
   */
  public static final Duration AHEAD = Duration.ofMinutes(10);

  private final KeyDirectory directory;
  private final Duration overlap;
  private final InstantSource clock;
  private final Providers providers;
  private final List<Path> published = new ArrayList<>();
  private volatile Ring ring;

  /** Keys without private parts leave this class only; {@code kid} is the RFC 7638 thumbprint. */
  private record Ring(List<ECKey> inOrder) {
    /** The one that signs; the first while none has begun, as when the clock was set back. */
    ECKey active(Instant now) {
      ECKey active = inOrder.getFirst();
      for (ECKey key : inOrder) {
        if (!begin(key).isAfter(now)) {
          active = key;
        }
      }
      return active;
    }
  }

  private SigningKeys(
      KeyDirectory directory, Duration overlap, InstantSource clock, Providers providers)
      throws IOException {
    this.directory = directory;
    this.overlap = overlap;
    this.clock = clock;
    this.providers = providers;
    this.ring = load();
  }

  /**
   * Opens the ring kept in a directory, making directory and first key where there are none.
   *
   * @param overlap how long a key verifies after it has stopped to sign; at least the longest life
   *     of what it signed plus leeway
   * @throws IOException when the directory cannot be read or written, or a file in it is no EC
   *     P-256 key
   */
  public static SigningKeys open(
      Path directory, Duration overlap, InstantSource clock, Providers providers)
      throws IOException {
    return new SigningKeys(KeyDirectory.at(directory), overlap, clock, providers);
  }

  /** A ring that lives as long as the process. */
  public static SigningKeys inMemory(Duration overlap, InstantSource clock, Providers providers) {
    try {
      return new SigningKeys(KeyDirectory.none(), overlap, clock, providers);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The id of the key that signs now. */
  public String activeKeyId() {
    return active().getKeyID();
  }

  /**
   * Makes a new key, which is published at once and signs after {@link #AHEAD}; until then the
   * present one does.
   *
   * @return the id of the new key
   */
  public synchronized String rotate() throws IOException {
    Instant now = clock.instant();
    ECKey fresh = Keys.generate(providers, now, now.plus(AHEAD));
    directory.write(fresh);
    ECKey ended = ending(ring.inOrder().getLast(), fresh);
    var keys = new ArrayList<>(ring.inOrder());
    keys.removeLast();
    keys.add(ended);
    keys.add(fresh);
    // What is on disk would sign after a restart: it is published whether or not the rest succeeds.
    ring = new Ring(living(keys.stream(), now).toList());
    directory.write(ended);
    directory.keepOnly(ring.inOrder().stream().map(JWK::getKeyID).toList());
    for (Path file : published) {
      directory.publish(file, jwks());
    }
    return fresh.getKeyID();
  }

  /** The public JWKS of this ring and no more. */
  public String jwks() {
    return jwks(List.of(this));
  }

  /** One public JWKS of several rings (RFC 7517 §5). */
  public static String jwks(List<SigningKeys> rings) {
    List<JWK> keys =
        rings.stream()
            .flatMap(SigningKeys::verifying)
            .map(ECKey::toPublicJWK)
            .map(JWK.class::cast)
            .toList();
    return new JWKSet(keys).toString(true);
  }

  /** Writes the public JWKS to a file that anybody may read, now and after each rotation. */
  public synchronized void publishTo(Path file) throws IOException {
    directory.publish(file, jwks());
    published.add(file);
  }

  @Override
  public Optional<PublicKey> find(String keyId) {
    return verifying()
        .filter(key -> key.getKeyID().equals(keyId))
        .findFirst()
        .map(SigningKeys::publicKey);
  }

  ECKey active() {
    return ring.active(clock.instant());
  }

  Providers providers() {
    return providers;
  }

  private Stream<ECKey> verifying() {
    return living(ring.inOrder().stream(), clock.instant());
  }

  private Ring load() throws IOException {
    Instant now = clock.instant();
    List<ECKey> kept =
        directory.read().stream()
            .sorted(Comparator.comparing(SigningKeys::begin).thenComparing(SigningKeys::end))
            .toList();
    var keys = new ArrayList<ECKey>();
    for (int i = 0; i + 1 < kept.size(); i++) {
      keys.add(ended(kept.get(i), kept.get(i + 1)));
    }
    if (!kept.isEmpty()) {
      keys.add(kept.getLast());
    }
    if (kept.isEmpty() || kept.getLast().getExpirationTime() != null) {
      ECKey fresh = Keys.generate(providers, now, now);
      directory.write(fresh);
      keys.add(fresh);
    }
    return new Ring(living(keys.stream(), now).toList());
  }

  private ECKey ending(ECKey key, ECKey successor) {
    Instant end = begin(successor).plus(overlap);
    return new ECKey.Builder(key).expirationTime(Date.from(end)).build();
  }

  private ECKey ended(ECKey key, ECKey successor) throws IOException {
    if (key.getExpirationTime() != null) {
      return key;
    }
    ECKey ended = ending(key, successor);
    directory.write(ended);
    return ended;
  }

  /** When it begins to sign; a key that does not say so began when it was made. */
  private static Instant begin(ECKey key) {
    Date begin = key.getNotBeforeTime() == null ? key.getIssueTime() : key.getNotBeforeTime();
    return Objects.requireNonNull(begin).toInstant();
  }

  private static Instant end(ECKey key) {
    return key.getExpirationTime() == null ? Instant.MAX : key.getExpirationTime().toInstant();
  }

  private static Stream<ECKey> living(Stream<ECKey> keys, Instant now) {
    return keys.filter(key -> end(key).isAfter(now));
  }

  private static PublicKey publicKey(ECKey key) {
    try {
      return key.toECPublicKey();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not load", impossible);
    }
  }
}
