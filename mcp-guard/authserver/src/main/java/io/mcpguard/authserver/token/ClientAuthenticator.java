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
import java.util.Set;

/**
 * Which client calls, and that it is this client: {@code none}, {@code client_secret_basic}, {@code
 * client_secret_post}, {@code private_key_jwt} (RFC 6749 §2.3, RFC 7523 §2.2).
 *
 * <p>A client proves itself in the way it is registered for and in no other.
 */
public final class ClientAuthenticator {
  private static final int MOST_GUESSES = 10;
  private static final Duration WINDOW = Duration.ofMinutes(15);

  private final AuthorizationServerSettings settings;
  private final ClientDirectory clients;
  private final ClientAssertions assertions;
  private final Throttle guesses;

  public ClientAuthenticator(
      AuthorizationServerSettings settings,
      ClientDirectory clients,
      ClientAssertions assertions,
      InstantSource clock) {
    this.settings = settings;
    this.clients = clients;
    this.assertions = assertions;
    this.guesses = new Throttle(MOST_GUESSES, WINDOW, clock);
  }

  /** What came of a client's attempt to prove itself. */
  sealed interface Attempt {
    record Proven(Client client) implements Attempt {}

    record Unproven() implements Attempt {}

    /** Too many wrong secrets came before, so that this one was not looked at. */
    record TooMany() implements Attempt {}
  }

  /** Who calls; for a public client its id is all there is to show. */
  Attempt authenticate(Call call, Parameters form) {
    // RFC 6749 §2.3: "The client MUST NOT use more than one authentication method in each request."
    List<String> header = call.headers().getOrDefault("authorization", List.of());
    boolean inForm =
        !form.all("client_secret").isEmpty() || !form.all("client_assertion").isEmpty();
    if (form.repeatsAnyBut(Set.of("resource")) || header.size() > (inForm ? 0 : 1)) {
      return new Attempt.Unproven();
    }
    try {
      ClientAuthentication shown = ClientAuthentication.parse(request(call));
      return shown == null
          ? form.one("client_id")
              .flatMap(id -> clients.find(id, call.source()))
              .filter(client -> !client.isConfidential())
              .<Attempt>map(Attempt.Proven::new)
              .orElseGet(Attempt.Unproven::new)
          : attempt(shown, form, call.source());
    } catch (ParseException | IllegalArgumentException malformed) {
      return new Attempt.Unproven();
    }
  }

  private Attempt attempt(ClientAuthentication shown, Parameters form, String source) {
    String id = shown.getClientID().getValue();
    boolean contradiction = form.one("client_id").filter(said -> !said.equals(id)).isPresent();
    return contradiction
        ? new Attempt.Unproven()
        : clients
            .find(id, source)
            .map(client -> attempt(client, shown, source))
            .orElseGet(Attempt.Unproven::new);
  }

  private Attempt attempt(Client client, ClientAuthentication shown, String source) {
    return switch (client.proof()) {
      case ClientProof.None none -> new Attempt.Unproven();
      case ClientProof.Secret(String digest) ->
          shown instanceof PlainClientSecret secret
              ? guess(client, secret, digest, source)
              : new Attempt.Unproven();
      // Nobody guesses a signature: failures are not counted, and keep no client out.
      case ClientProof.Keys(String jwks) ->
          shown instanceof PrivateKeyJWT jwt
                  && assertions.verify(client.id(), jwks, jwt.getClientAssertion().serialize())
              ? new Attempt.Proven(client)
              : new Attempt.Unproven();
    };
  }

  /** RFC 6749 §2.3.1: the server "MUST protect any endpoint utilizing it against brute force". */
  private Attempt guess(Client client, PlainClientSecret shown, String digest, String source) {
    String pair = Place.of(source) + " " + client.id();
    if (guesses.isSpent(pair)) {
      return new Attempt.TooMany();
    }
    if (!Secrets.same(Secrets.digest(shown.getClientSecret().getValue()), digest)) {
      guesses.count(pair);
      return new Attempt.Unproven();
    }
    return new Attempt.Proven(client);
  }

  private HTTPRequest request(Call call) {
    var request = new HTTPRequest(HTTPRequest.Method.POST, settings.at("/oauth/token"));
    call.header("content-type").ifPresent(type -> request.setHeader("Content-Type", type));
    call.header("authorization").ifPresent(request::setAuthorization);
    request.setBody(call.body());
    return request;
  }
}
