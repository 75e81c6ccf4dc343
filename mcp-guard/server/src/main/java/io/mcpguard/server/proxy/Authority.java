package io.mcpguard.server.proxy;

import io.mcpguard.authserver.AuthorizationServer;
import io.mcpguard.authserver.Keys;
import io.mcpguard.authserver.Stores;
import io.mcpguard.authserver.Surroundings;
import io.mcpguard.authserver.authorize.InMemoryAuthorizationCodes;
import io.mcpguard.authserver.client.FetchedMetadataDocuments;
import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.settings.AuthorizationServerSettings;
import io.mcpguard.authserver.settings.Lifetimes;
import io.mcpguard.authserver.settings.PreRegistered;
import io.mcpguard.authserver.settings.ProtectedResource;
import io.mcpguard.authserver.settings.Registration;
import io.mcpguard.authserver.settings.Resources;
import io.mcpguard.authserver.settings.ScopeText;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.http.Fetch;
import io.mcpguard.http.FetchRules;
import io.mcpguard.http.Http1Client;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.ProofWindow;
import io.mcpguard.oauth.DefaultScope;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.server.config.AuthorizationSettings;
import io.mcpguard.server.config.ClientSettings;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.storage.SqlStore;
import java.net.URI;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Makes the authorization server from a configuration that was read and checked. */
final class Authority {
  private final Configuration configuration;
  private final Wiring wiring;
  private final SqlStore store;

  Authority(Configuration configuration, Wiring wiring, SqlStore store) {
    this.configuration = configuration;
    this.wiring = wiring;
    this.store = store;
  }

  AuthorizationServer server(
      Keys keys,
      AuthorizationEvents events,
      Http1Client strangers,
      Epoch epoch,
      ProofVerifier proofs,
      InstantSource clock,
      SecureRandom random) {
    Stores stores =
        new Stores(
            store.grants(),
            store.agents(),
            store.clients(),
            store.families(),
            new InMemoryAuthorizationCodes(clock),
            store.users());
    Surroundings around =
        new Surroundings(
            user -> Scopes.of(wiring.entitlement(user).stream().sorted().toList()),
            clientId -> configuration.agent(clientId).maxInstances(),
            new FetchedMetadataDocuments(new Fetch(strangers, FetchRules.clientMetadata()), clock),
            events,
            epoch,
            proofs,
            new ProofWindow(clock),
            clock,
            random);
    return new AuthorizationServer(settings(), stores, keys, around);
  }

  private AuthorizationServerSettings settings() {
    SequencedMap<String, ScopeText> catalogue = new LinkedHashMap<>();
    configuration
        .scopes()
        .forEach((name, scope) -> catalogue.put(name, new ScopeText(scope.says())));
    return new AuthorizationServerSettings(
        configuration.listen().publicUrl(),
        resources(),
        catalogue,
        new DefaultScope(Scopes.of(configuration.defaultScope())),
        new Lifetimes(
            configuration.tokens().access(),
            configuration.tokens().refresh(),
            configuration.tokens().code()),
        configuration.clients().entrySet().stream().map(Authority::client).toList(),
        registration(),
        configuration.allowedOrigins(),
        configuration.authorization().boundTokens());
  }

  private Resources resources() {
    List<ProtectedResource> all =
        configuration.upstreams().keySet().stream()
            .map(name -> new ProtectedResource(resource(name), name, scopesOf(name)))
            .toList();
    Resources resources =
        Resources.of(all)
            .and(
                new ProtectedResource(
                    URI.create(wiring.federated().resource()),
                    "all servers",
                    Scopes.of(List.copyOf(configuration.scopes().keySet()))));
    String fallback = configuration.authorization().defaultResource();
    return fallback.isEmpty() ? resources : resources.withDefault(resource(fallback));
  }

  private URI resource(String upstream) {
    return URI.create(wiring.issuer() + "/mcp/" + upstream);
  }

  private Scopes scopesOf(String upstream) {
    return Scopes.of(
        configuration.scopes().entrySet().stream()
            .filter(entry -> entry.getValue().reaches(upstream))
            .map(Map.Entry::getKey)
            .toList());
  }

  private Registration registration() {
    boolean open =
        configuration.listen().isOfThisMachineAlone()
            || configuration.authorization().registration()
                == AuthorizationSettings.Registration.OPEN;
    return open ? Registration.OPEN : Registration.CLOSED;
  }

  private static PreRegistered client(Map.Entry<String, ClientSettings> entry) {
    ClientSettings client = entry.getValue();
    String name = client.name().isEmpty() ? entry.getKey() : client.name();
    return new PreRegistered(entry.getKey(), name, client.redirectUris(), proof(client));
  }

  private static PreRegistered.Proof proof(ClientSettings client) {
    if (client.secret().isPresent()) {
      return new PreRegistered.Proof.Secret(client.secret().reveal());
    }
    return client.jwks().isEmpty()
        ? new PreRegistered.Proof.None()
        : new PreRegistered.Proof.Keys(client.jwks());
  }
}
