package io.mcpguard.authn;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Remembered;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.identity.Login;
import io.mcpguard.jose.Sha256;
import io.mcpguard.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Local users as callers: what a token says of others is known of them. "Implementations using an
 * STDIO transport SHOULD NOT follow this specification, and instead retrieve credentials from the
 * environment" (2025-11-25, basic/authorization).
 *
 * <p>Such a caller is one for an hour at most, as a token would be; each request looks whether half
 * of it is over, and then another begins. So what stays open is looked at anew from time to time.
 */
public final class LocalCallers {
  private static final int MOST_REMEMBERED = 1_000;
  private static final Duration LIFE = Duration.ofHours(1);
  private static final Duration HALF = LIFE.dividedBy(2);

  private final Scopes everything;
  private final InstantSource clock;
  private final String run;
  private final Remembered<Place, AccessToken> present =
      Remembered.afterWrite(MOST_REMEMBERED, HALF);

  private record Place(LocalUser user, String resource) {}

  /**
   * Callers who ask for {@code everything}: what they hold of it later stages say. The launch is
   * the run of whatever carries no other.
   */
  public LocalCallers(Scopes everything, InstantSource clock, RandomGenerator random) {
    this.everything = everything;
    this.clock = clock;
    this.run = ExchangeId.mint(random).value();
  }

  /** The user, as a caller of {@code resource}. */
  public Authenticated present(LocalUser user, String resource) {
    Place place = new Place(user, resource);
    Optional<AccessToken> known =
        present.find(place).filter(one -> clock.instant().plus(HALF).isBefore(one.expiresAt()));
    AccessToken now = known.orElseGet(() -> begun(place));
    return new Authenticated(now, ContentDigest.unsaid());
  }

  private AccessToken begun(Place place) {
    AccessToken begun =
        new AccessToken(
            GrantSource.LAUNCH,
            place.user().name(),
            LocalUser.CLIENT_ID,
            grantId(place),
            place.resource(),
            everything,
            new Login("", Instant.EPOCH),
            new KeyBinding.None(),
            clock.instant().plus(LIFE),
            run);
    present.put(place, begun);
    return begun;
  }

  /** The same with every launch, so that what was revoked stays so. */
  private static String grantId(Place place) {
    List<String> parties = List.of(LocalUser.CLIENT_ID, place.user().name(), place.resource());
    byte[] digest = Sha256.of(JsonText.object().put("grant", parties).bytes());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
  }
}
