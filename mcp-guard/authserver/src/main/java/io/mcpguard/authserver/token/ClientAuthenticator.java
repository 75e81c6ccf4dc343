package io.mcpguard.authserver.token;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.auth.PrivateKeyJWT;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import io.mcpguard.authserver.client.Client;
import io.mcpguard.authserver.client.ClientDirectory;
import io.mcpguard.authserver.client.ClientProof;
import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.throttle.Place;
import io.mcpguard.authserver.throttle.Throttle;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Parameters;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which client calls, and that it is this client: {@code none}, {@code client_secret_basic}, {@code
 * client_secret_post}, {@code private_key_jwt} (RFC 6749 §2.3, RFC 7523 §2.2).
 *
 * <p>A client proves itself in the way it is registered for and in no other.
 */
public final class ClientAuthenticator {
  private static final int MOST_FAILURES = 10;
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final AuthorizationServerSettings settings;
  private final ClientDirectory clients;
  private final ClientAssertions assertions;
  private final Throttle failures;

  public ClientAuthenticator(
      AuthorizationServerSettings settings,
      ClientDirectory clients,
      ClientAssertions assertions,
      InstantSource clock) {
    this.settings = settings;
    this.clients = clients;
    this.assertions = assertions;
    this.failures = new Throttle(MOST_FAILURES, WINDOW, clock);
  }

  /** The client, if it has proven itself; for a public client its id is all there is to show. */
  Optional<Client> authenticate(Call call, Parameters form) {
    // RFC 6749 §2.3: "The client MUST NOT use more than one authentication method in each request."
    List<String> header = call.headers().getOrDefault("authorization", List.of());
    boolean inForm =
        !form.all("client_secret").isEmpty() || !form.all("client_assertion").isEmpty();
    if (form.repeatsAnyBut(Set.of("resource")) || header.size() > (inForm ? 0 : 1)) {
      return Optional.empty();
    }
    try {
      ClientAuthentication shown = ClientAuthentication.parse(request(call));
      return shown == null
          ? form.one("client_id")
              .flatMap(id -> clients.find(id, call.source()))
              .filter(client -> !client.isConfidential())
          : proven(shown, form, call.source());
    } catch (ParseException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private Optional<Client> proven(ClientAuthentication shown, Parameters form, String source) {
    String id = shown.getClientID().getValue();
    boolean contradiction = form.one("client_id").filter(said -> !said.equals(id)).isPresent();
    return contradiction
        ? Optional.empty()
        : clients.find(id, source).filter(client -> unguessed(client, shown, Place.of(source)));
  }

  /** RFC 6749 §2.3.1: the server "MUST protect any endpoint utilizing it against brute force". */
  private boolean unguessed(Client client, ClientAuthentication shown, String place) {
    String pair = place + " " + client.id();
    if (failures.isSpent(pair)) {
      return false;
    }
    boolean proven = proves(client, shown);
    if (!proven) {
      failures.count(pair);
    }
    return proven;
  }

  private boolean proves(Client client, ClientAuthentication shown) {
    return switch (client.proof()) {
      case ClientProof.None none -> false;
      case ClientProof.Secret(String digest) ->
          shown instanceof PlainClientSecret secret
              && Secrets.same(Secrets.digest(secret.getClientSecret().getValue()), digest);
      case ClientProof.Keys(String jwks) ->
          shown instanceof PrivateKeyJWT jwt
              && assertions.verify(client.id(), jwks, jwt.getClientAssertion().serialize());
    };
  }

  private HTTPRequest request(Call call) {
    var request = new HTTPRequest(HTTPRequest.Method.POST, settings.at("/oauth/token"));
    call.header("content-type").ifPresent(type -> request.setHeader("Content-Type", type));
    call.header("authorization").ifPresent(request::setAuthorization);
    request.setBody(call.body());
    return request;
  }
}
