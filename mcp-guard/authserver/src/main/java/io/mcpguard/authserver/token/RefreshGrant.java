package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.events.AuthorizationEvents.RevocationCause;
import io.mcpguard.authserver.settings.Lifetimes;
import io.mcpguard.authserver.settings.Resources;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.delegation.Grant;
import io.mcpguard.identity.KeyBinding;
import io.mcpguard.oauth.Scopes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * {@code grant_type=refresh_token} with rotation and reuse detection (RFC 9700 §4.14.2).
 *
 * <p>The attacker has got hold of a refresh token. Each use makes a successor and ends its
 * predecessor. A predecessor that comes back within {@link #GRACE} is a client whose answer was
 * lost or that asked twice at once, and gets the same successor; one that comes back later, or one
 * older than that, means that two parties hold the family: it ends for both.
 */
public final class RefreshGrant {
  static final Duration GRACE = Duration.ofSeconds(30);

  private final LivingGrants grants;
  private final RefreshFamilies families;
  private final SenderKeys keys;
  private final TokenIssuer issuer;
  private final Revocation revocation;
  private final Resources resources;
  private final Lifetimes lifetimes;
  private final InstantSource clock;

  public RefreshGrant(
      LivingGrants grants,
      RefreshFamilies families,
      SenderKeys keys,
      TokenIssuer issuer,
      Revocation revocation,
      Resources resources,
      Lifetimes lifetimes,
      InstantSource clock) {
    this.grants = grants;
    this.families = families;
    this.keys = keys;
    this.issuer = issuer;
    this.revocation = revocation;
    this.resources = resources;
    this.lifetimes = lifetimes;
    this.clock = clock;
  }

  Reply answer(Client client, Parameters form, SenderKey key) {
    Optional<String> shown = form.one("refresh_token");
    if (shown.isEmpty()) {
      return TokenAnswers.error(OAuth2Error.INVALID_REQUEST, "refresh_token is missing");
    }
    Optional<RefreshTokens.Read> token = shown.flatMap(issuer::read);
    Optional<Grant> grant = token.flatMap(read -> grants.find(read.grantId(), client.id()));
    if (token.isEmpty() || grant.isEmpty()) {
      return TokenAnswers.invalidGrant();
    }
    Scopes held = Scopes.of(grant.get().scopes());
    Optional<Scopes> asked = Scopes.parse(form.one("scope").orElse(""));
    // RFC 6749 §6: scope "MUST NOT include any scope not originally granted".
    if (asked.isEmpty() || !held.covers(asked.get())) {
      return TokenAnswers.error(OAuth2Error.INVALID_SCOPE, "more than what was granted");
    }
    if (isForOther(form, grant.get())) {
      return TokenAnswers.error(OAuth2Error.INVALID_TARGET, "the grant is for another resource");
    }
    Scopes scopes = asked.get().isEmpty() ? held : asked.get();
    return keyFault(token.get(), key)
        .or(() -> keys.useUp(key))
        .orElseGet(() ->
            successor(token.get(), client, key)
                .map(family -> issuer.answer(grant.get(), scopes, family, key))
                .orElseGet(TokenAnswers::invalidGrant));
  }

  /**
   * RFC 9449 §5: the refresh token of a public client "MUST be bound to the respective public key";
   * a confidential one proves itself otherwise, and may change its key.
   */
  static KeyBinding bindingFor(Client client, SenderKey key) {
    return client.isConfidential() ? new KeyBinding.None() : key.binding();
  }

  /**
   * Somebody without the key changes nothing by the token in use. One that was used before shows
   * that two hold it: it may be older than the binding, and the one who bound it a thief, so the
   * family ends (RFC 9700 §4.14.2).
   */
  private Optional<Reply> keyFault(RefreshTokens.Read token, SenderKey key) {
    Optional<RefreshFamily> other =
        families.find(token.grantId()).filter(family -> !key.satisfies(family.key()));
    if (other.isEmpty()) {
      return Optional.empty();
    }
    if (token.generation() < other.get().generation()) {
      revocation.end(token.grantId(), RevocationCause.REFRESH_TOKEN_REUSED);
      return Optional.of(TokenAnswers.invalidGrant());
    }
    return Optional.of(
        switch (key) {
          case SenderKey.None none ->
              SenderKeys.invalidProof("this refresh token is bound to a key: send a proof by it");
          case SenderKey.Proven another -> TokenAnswers.invalidGrant();
        });
  }

  private boolean isForOther(Parameters form, Grant grant) {
    return !form.all("resource").isEmpty()
        && resources
            .resolve(form.all("resource"))
            .filter(one -> one.uri().toString().equals(grant.resource()))
            .isEmpty();
  }

  /** The family after this token was used; nothing when it is too old or was used before. */
  private Optional<RefreshFamily> successor(
      RefreshTokens.Read token, Client client, SenderKey key) {
    Instant now = clock.instant();
    Optional<RefreshFamily> found = families.find(token.grantId());
    if (found.isEmpty() || !now.isBefore(found.get().since().plus(lifetimes.refresh()))) {
      return Optional.empty();
    }
    RefreshFamily family = found.get();
    if (token.generation() == family.generation()) {
      // Whoever loses this step asked twice at once; both get what the winner made.
      KeyBinding bound =
          family.key() instanceof KeyBinding.None ? bindingFor(client, key) : family.key();
      families.advance(family.grantId(), family.generation(), now, bound);
      return families
          .find(family.grantId())
          .filter(next -> next.generation() == token.generation() + 1)
          .filter(next -> key.satisfies(next.key()));
    }
    boolean repeated =
        token.generation() == family.generation() - 1 && now.isBefore(family.since().plus(GRACE));
    if (!repeated) {
      revocation.end(family.grantId(), RevocationCause.REFRESH_TOKEN_REUSED);
      return Optional.empty();
    }
    // Somebody else may have bound it since it was looked at first.
    return found.filter(next -> key.satisfies(next.key()));
  }
}
