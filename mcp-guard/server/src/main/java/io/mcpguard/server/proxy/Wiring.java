package io.mcpguard.server.proxy;

import io.mcpguard.GuardParts;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.audit.Journal;
import io.mcpguard.authn.Authentication;
import io.mcpguard.catalog.Glob;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.credential.Credential;
import io.mcpguard.delegation.Limits;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.UrlRefused;
import io.mcpguard.issuance.AssertionMode;
import io.mcpguard.jose.RotatingIssuer;
import io.mcpguard.jose.Sealer;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.server.config.ChildUpstream;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.server.config.HttpUpstream;
import io.mcpguard.server.config.Relaxation;
import io.mcpguard.server.config.Secret;
import io.mcpguard.server.config.UpstreamSettings;
import io.mcpguard.server.config.UserSettings;
import io.mcpguard.server.transport.McpHandler;
import io.mcpguard.storage.SqlStore;
import io.mcpguard.upstream.ChildCommand;
import io.mcpguard.upstream.HttpPort;
import io.mcpguard.upstream.Port;
import io.mcpguard.upstream.StdioPort;
import io.mcpguard.upstream.UpstreamLimits;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the guard's parts from a configuration that was read and checked. */
final class Wiring {
  /** The user that a first start makes where the configuration names none. */
  static final String OWNER = "owner";

  private final Configuration configuration;
  private final PolicyTable policy;
  private final DataFiles files;
  private final Set<String> owners;

  /** {@code owners} may delegate everything where the configuration names no users. */
  Wiring(ConfigurationRead.Read read, DataFiles files, Set<String> owners) {
    this.configuration = read.configuration();
    this.policy = read.policy();
    this.files = files;
    this.owners = Set.copyOf(owners);
  }

  GuardParts parts(
      SqlStore store,
      Authentication.Rules authentication,
      RotatingIssuer assertions,
      Journal journal,
      Http1Client http,
      Epoch epoch,
      InstantSource clock,
      SecureRandom random,
      Sealer sealer) {
    ReadRules strict = ReadRules.request();
    Signing signing = new Signing(assertions, clock, random);
    return new GuardParts(
        new GuardParts.Identity(issuer(), configuration.trustDomain()),
        authentication,
        assertions::current,
        store.agents(),
        store.grants(),
        limits(),
        store.pins(),
        scopes(),
        policy,
        configuration.quotas(),
        journal,
        store.subjectKeys(),
        configuration.upstreams().entrySet().stream()
            .map(upstream -> wired(upstream.getKey(), upstream.getValue(), http, signing))
            .toList(),
        epoch,
        clock,
        random,
        sealer,
        store.sessions(),
        new ReadRules(configuration.limits().nesting(), strict.numbers()),
        configuration.limits().agent());
  }

  String issuer() {
    return configuration.listen().publicUrl().toString();
  }

  /**
   * The most a user may delegate; an owner of a configuration without users may delegate
   * everything.
   */
  Set<String> entitlement(String user) {
    UserSettings settings = configuration.users().get(user);
    if (settings != null) {
      return settings.may();
    }
    return configuration.users().isEmpty() && owners.contains(user)
        ? configuration.scopes().keySet()
        : Set.of();
  }

  List<Scope> scopes() {
    return configuration.scopes().entrySet().stream()
        .map(entry ->
            new Scope(
                entry.getKey(),
                entry.getValue().says(),
                globs(entry.getValue().tools()),
                globs(entry.getValue().resources()),
                globs(entry.getValue().prompts())))
        .toList();
  }

  /** The endpoint of all upstreams as one. */
  Upstream federated() {
    return Upstream.federated(issuer() + McpHandler.FEDERATED);
  }

  /** All upstreams, and all of them as one, which comes last. */
  List<Upstream> upstreams() {
    List<Upstream> all = new ArrayList<>();
    configuration.upstreams().forEach((name, settings) -> all.add(upstream(name, settings)));
    all.add(federated());
    return all;
  }

  Upstream upstream(String name, UpstreamSettings settings) {
    String server =
        switch (settings) {
          case ChildUpstream child -> "urn:mcp-guard:" + configuration.trustDomain() + ":" + name;
          case HttpUpstream http -> http.server().toString();
        };
    Set<String> mayAsk =
        settings.common().mayAsk().stream()
            .map(ask -> ask.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    return new Upstream(
        name, issuer() + "/mcp/" + name, server, mayAsk, settings.common().elicitationHosts());
  }

  private Limits limits() {
    return new Limits() {
      @Override
      public Set<String> entitlement(String user) {
        return Wiring.this.entitlement(user);
      }

      @Override
      public Set<String> ceiling(String clientId) {
        return configuration.agent(clientId).ceiling();
      }
    };
  }

  private GuardParts.Wired wired(
      String name, UpstreamSettings settings, Http1Client client, Signing signing) {
    GuardParts.Wired strict = strictlyWired(upstream(name, settings), settings, client, signing);
    return settings.allows(Relaxation.INEXACT_NUMBERS) ? strict.allowingInexactNumbers() : strict;
  }

  private GuardParts.Wired strictlyWired(
      Upstream upstream, UpstreamSettings settings, Http1Client client, Signing signing) {
    return switch (settings) {
      case ChildUpstream child ->
          new GuardParts.Wired(upstream, child(upstream, child), AssertionMode.TXN_TOKEN);
      case HttpUpstream http -> {
        Credential credential =
            http.credential().isPresent()
                ? new Credential.StaticHeader(
                    http.credential().header(), http.credential().value().reveal())
                : new Credential.None();
        AssertionMode mode =
            switch (http.assertion()) {
              case TXN_TOKEN -> AssertionMode.TXN_TOKEN;
              case HTTP_SIGNATURE -> AssertionMode.HTTP_SIGNATURE;
              case NONE -> AssertionMode.NONE;
            };
        yield new GuardParts.Wired(upstream, http(http, client, credential, signing), mode);
      }
    };
  }

  private Port http(
      HttpUpstream settings, Http1Client client, Credential credential, Signing signing) {
    try {
      Destination destination = Destination.of(settings.url().toString());
      return new HttpPort(
              new io.mcpguard.upstream.HttpUpstream(
                  client,
                  destination,
                  UpstreamLimits.standard().withStreams(configuration.limits().upstreamStreams())),
              credential,
              signing.carrier(settings, destination))
          .checking(signing.results(settings));
    } catch (UrlRefused e) {
      throw new IllegalStateException("an upstream URL that was checked is refused", e);
    }
  }

  private Port child(Upstream upstream, ChildUpstream settings) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Map.Entry<String, Secret> variable : settings.env().entrySet()) {
      environment.put(variable.getKey(), variable.getValue().reveal());
    }
    environment.put("MCP_GUARD_SERVER", upstream.server());
    environment.put("MCP_GUARD_TRUST_DOMAIN", configuration.trustDomain());
    environment.put("MCP_GUARD_ISSUER", issuer());
    environment.put("MCP_GUARD_JWKS_FILE", files.assertionJwks().toAbsolutePath().toString());
    Path here = Path.of("").toAbsolutePath();
    return StdioPort.running(
        new ChildCommand(upstream.name(), settings.argv(), environment, here), upstream.mayAsk());
  }

  private static List<Glob> globs(List<String> patterns) {
    return patterns.stream().map(Glob::of).toList();
  }
}
