package io.mcpguard.authserver.settings;

import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.DefaultScope;
import io.mcpguard.oauth.Scopes;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
 * @param allowedOrigins origins of web pages that may register a client, beside our own
 * @param boundTokens whether access tokens must be bound to a key
 */
public record AuthorizationServerSettings(
    URI issuer,
    Resources resources,
    SequencedMap<String, ScopeText> catalogue,
    DefaultScope defaultScope,
    Lifetimes lifetimes,
    List<PreRegistered> clients,
    Registration registration,
    Set<String> allowedOrigins,
    BoundTokens boundTokens) {

  public AuthorizationServerSettings {
    catalogue = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(catalogue));
    clients = List.copyOf(clients);
    allowedOrigins = Set.copyOf(allowedOrigins);
    if (issuer.getHost() == null
        || !issuer.getRawPath().isEmpty()
        || issuer.getRawQuery() != null) {
      throw new IllegalArgumentException(
          "listen.public-url: an origin such as https://guard.example, without path");
    }
    if (!Scopes.of(catalogue.keySet()).covers(defaultScope.configured())) {
      throw new IllegalArgumentException("default-scope: name scopes of the catalogue only");
    }
  }

  /** The whole catalogue as a set. */
  public Scopes scopes() {
    return Scopes.of(catalogue.keySet());
  }

  /** Origins whose pages may register a client: the allowed ones and our own. */
  public Set<String> origins() {
    return Stream.concat(allowedOrigins.stream(), Stream.of(issuer.toString()))
        .map(origin -> origin.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A URL of ours. */
  public URI at(String path) {
    return URI.create(issuer + path);
  }
}
