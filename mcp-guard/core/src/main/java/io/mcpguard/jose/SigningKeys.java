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
 * A ring of ES256 keys: one signs, earlier ones still verify until the last token they signed has
 * expired.
 *
 * <p>Invariants: the signing key is the one without an end; a new key is on disk before it signs; a
 * key leaves the ring only after {@code overlap}. A crash between writing the new key and ending
 * the old one leaves two without an end: the younger signs and the other is ended at the next
 * start. Each purpose (access tokens, assertions) has a ring of its own, so that no token can pass
 * for one of the other kind.
 */
public final class SigningKeys implements KeySource {
  private final KeyDirectory directory;
  private final Duration overlap;
  private final InstantSource clock;
  private final Providers providers;
  private final List<Path> published = new ArrayList<>();
  private volatile Ring ring;

  /** Keys without private parts leave this class only; {@code kid} is the RFC 7638 thumbprint. */
  private record Ring(ECKey active, List<ECKey> earlier) {
    Stream<ECKey> all() {
      return Stream.concat(Stream.of(active), earlier.stream());
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
   * @param overlap how long an earlier key verifies; at least the longest life of what it signed
   *     plus leeway
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
    return ring.active().getKeyID();
  }

  /** Makes a new signing key; the present one goes on verifying for the overlap. */
  public synchronized void rotate() throws IOException {
    Instant now = clock.instant();
    ECKey fresh = generate(now);
    directory.write(fresh);
    ECKey ended = ending(ring.active(), now);
    directory.write(ended);
    ring = new Ring(fresh, living(Stream.concat(Stream.of(ended), ring.earlier().stream()), now));
    directory.keepOnly(ring.all().map(JWK::getKeyID).toList());
    for (Path file : published) {
      directory.publish(file, jwks());
    }
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
    return ring.active();
  }

  Providers providers() {
    return providers;
  }

  private Stream<ECKey> verifying() {
    return living(ring.all(), clock.instant()).stream();
  }

  private Ring load() throws IOException {
    Instant now = clock.instant();
    List<ECKey> kept = directory.read();
    Optional<ECKey> active =
        kept.stream()
            .filter(key -> key.getExpirationTime() == null)
            .max(Comparator.comparing((ECKey key) -> Objects.requireNonNull(key.getIssueTime())));
    if (active.isEmpty()) {
      ECKey fresh = generate(now);
      directory.write(fresh);
      return new Ring(fresh, living(kept.stream(), now));
    }
    var earlier = new ArrayList<ECKey>();
    for (ECKey key : kept) {
      if (!key.getKeyID().equals(active.get().getKeyID())) {
        earlier.add(ended(key, now));
      }
    }
    return new Ring(active.get(), living(earlier.stream(), now));
  }

  private ECKey generate(Instant now) {
    return Keys.generate(providers, now);
  }

  private ECKey ending(ECKey key, Instant now) {
    return new ECKey.Builder(key).expirationTime(Date.from(now.plus(overlap))).build();
  }

  private ECKey ended(ECKey key, Instant now) throws IOException {
    if (key.getExpirationTime() != null) {
      return key;
    }
    ECKey ended = ending(key, now);
    directory.write(ended);
    return ended;
  }

  private static List<ECKey> living(Stream<ECKey> keys, Instant now) {
    return keys.filter(key ->
            key.getExpirationTime() == null || key.getExpirationTime().toInstant().isAfter(now))
        .toList();
  }

  private static PublicKey publicKey(ECKey key) {
    try {
      return key.toECPublicKey();
    } catch (JOSEException impossible) {
      throw new IllegalStateException("a P-256 key of our own does not load", impossible);
    }
  }
}
