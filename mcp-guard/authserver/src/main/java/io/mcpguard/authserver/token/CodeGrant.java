package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import io.mcpguard.authserver.authorize.AuthorizationCodes;
import io.mcpguard.authserver.authorize.AuthorizationCodes.Redemption;
import io.mcpguard.authserver.authorize.CodeBinding;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.events.AuthorizationEvents.RevocationCause;
import io.mcpguard.authserver.settings.Resources;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import io.mcpguard.delegation.Grant;
import io.mcpguard.oauth.Scopes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * {@code grant_type=authorization_code} (RFC 6749 §4.1.3, RFC 7636 §4.6, RFC 8707 §2.2, RFC 9449
 * §10).
 *
 * <p>The attacker has got hold of a code. It is worth nothing without the verifier; it is used up
 * by being shown; and when it is shown a second time, what it gave ends.
 */
public final class CodeGrant {
  private final AuthorizationCodes codes;
  private final LivingGrants grants;
  private final RefreshFamilies families;
  private final SenderKeys keys;
  private final TokenIssuer issuer;
  private final Revocation revocation;
  private final Resources resources;
  private final InstantSource clock;

  public CodeGrant(
      AuthorizationCodes codes,
      LivingGrants grants,
      RefreshFamilies families,
      SenderKeys keys,
      TokenIssuer issuer,
      Revocation revocation,
      Resources resources,
      InstantSource clock) {
    this.codes = codes;
    this.grants = grants;
    this.families = families;
    this.keys = keys;
    this.issuer = issuer;
    this.revocation = revocation;
    this.resources = resources;
    this.clock = clock;
  }

  Reply answer(Client client, Parameters form, SenderKey key) {
    Optional<String> code = form.one("code");
    if (code.isEmpty() || form.one("code_verifier").isEmpty()) {
      return TokenAnswers.error(OAuth2Error.INVALID_REQUEST, "code and code_verifier are needed");
    }
    Optional<Reply> busy = keys.noRoom(key);
    if (busy.isPresent()) {
      return busy.get();
    }
    return switch (codes.redeem(Secrets.digest(code.get()))) {
      case Redemption.Unknown unknown -> TokenAnswers.invalidGrant();
      case Redemption.Again(String grantId) -> {
        revocation.end(grantId, RevocationCause.CODE_REUSED);
        yield TokenAnswers.invalidGrant();
      }
      case Redemption.First(CodeBinding binding) -> redeem(client, form, binding, key);
    };
  }

  private Reply redeem(Client client, Parameters form, CodeBinding binding, SenderKey key) {
    boolean fits =
        binding.clientId().equals(client.id())
            && clock.instant().isBefore(binding.expiresAt())
            && sameRedirect(form, binding)
            && key.satisfies(binding.key())
            && form.one("code_verifier").filter(verifier -> opens(verifier, binding)).isPresent();
    Optional<Grant> grant = grants.find(binding.grantId(), client.id());
    if (fits && grants.isShutOff(client.id())) {
      return TokenAnswers.error(
          OAuth2Error.INVALID_GRANT,
          "this agent was shut off; ask whoever runs this server to let it in again");
    }
    if (!fits || grant.isEmpty()) {
      return TokenAnswers.invalidGrant();
    }
    List<String> asked = form.all("resource");
    if (!asked.isEmpty()
        && resources.resolve(asked).filter(one -> one.uri().equals(binding.resource())).isEmpty()) {
      return TokenAnswers.error(
          OAuth2Error.INVALID_TARGET, "the code was given for another resource");
    }
    return keys.useUp(key).orElseGet(() -> issue(client, grant.get(), binding, key));
  }

  private Reply issue(Client client, Grant grant, CodeBinding binding, SenderKey key) {
    var family =
        new RefreshFamily(
            grant.id(),
            0,
            clock.instant(),
            new Authentication(binding.authTime(), binding.authMethod()),
            RefreshGrant.bindingFor(client, key));
    families.begin(family);
    return issuer.answer(grant, Scopes.of(grant.scopes()), family, key);
  }

  /**
   * OAuth 2.1 §4.1.3 no longer sends it; where a client does, it is compared as text (RFC 6749
   * §4.1.3).
   */
  private static boolean sameRedirect(Parameters form, CodeBinding binding) {
    return form.all("redirect_uri").isEmpty()
        || form.one("redirect_uri").filter(binding.redirectUri().toString()::equals).isPresent();
  }

  private static boolean opens(String verifier, CodeBinding binding) {
    try {
      String challenge =
          CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier)).getValue();
      return Secrets.same(challenge, binding.codeChallenge());
    } catch (IllegalArgumentException notAVerifier) {
      return false;
    }
  }
}
