package io.mcpguard.authserver.settings;

import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * Everything the operator decides about the authorization server.
 *
 * @param issuer {@code public-url}, without path, query, fragment or trailing slash
 * @param resources what tokens can be for
 * @param catalogue every scope there is, in the operator's order
 * @param defaultScope what a client gets that asks for none
 * @param lifetimes of tokens and codes
 * @param clients pre-registered clients
 * @param registration who may register dynamically
 */
public record AuthorizationServerSettings(
    URI issuer,
    Resources resources,
    SequencedMap<String, ScopeText> catalogue,
    Scopes defaultScope,
    Lifetimes lifetimes,
    List<PreRegistered> clients,
    Registration registration) {

  public AuthorizationServerSettings {
    catalogue = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(catalogue));
    clients = List.copyOf(clients);
    if (issuer.getHost() == null
        || !issuer.getRawPath().isEmpty()
        || issuer.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "listen.public-url: an origin such as https://guard.example, without path");
    }
    if (!Scopes.of(catalogue.keySet()).covers(defaultScope)) {
      throw new IllegalArgumentException("default-scope: name scopes of the catalogue only");
    }
  }

  /** The whole catalogue as a set. */
  public Scopes scopes() {
    return Scopes.of(catalogue.keySet());
  }

  /** A URL of ours. */
  public URI at(String path) {
    return URI.create(issuer + path);
  }
}
