package io.mcpguard.server.config;

import io.mcpguard.ratelimit.QuotaRule;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A configuration made in code. What is not said holds as in a file; {@link #build} checks as
 * reading does. Not for more than one thread.
 */
public final class ConfigurationBuilder {
  private final Path data;
  private final Set<String> trustDomainHosts = new HashSet<>();
  private final List<QuotaRule> quotas = new ArrayList<>();
  private final List<String> defaultScope = new ArrayList<>();
  private final Set<String> allowedOrigins = new HashSet<>();
  private final Set<Relaxation> relaxations = new HashSet<>();
  private final Map<String, UserSettings> users = new LinkedHashMap<>();
  private final Map<String, AgentSettings> agents = new LinkedHashMap<>();
  private final Map<String, UpstreamSettings> upstreams = new LinkedHashMap<>();
  private final Map<String, ScopeSettings> scopes = new LinkedHashMap<>();
  private final Map<String, ClientSettings> clients = new LinkedHashMap<>();
  private final Map<String, ExportSettings> exports = new LinkedHashMap<>();
  private Listen listen = Settings.LISTEN;
  private String trustDomain = Settings.TRUST_DOMAIN;
  private AuthorizationSettings authorization = AuthorizationSettings.embedded();
  private PolicySettings policy = new PolicySettings.WhateverScopesCover();
  private TokenLifetimes tokens = Settings.TOKENS;
  private RequestLimits limits = LimitKeys.USUAL;
  private TlsSettings tls = TlsSettings.none();
  private EvidenceSettings evidence = EvidenceSettings.unwitnessed();

  ConfigurationBuilder(Path data) {
    this.data = data;
  }

  /** Where the guard is reached. */
  public ConfigurationBuilder listen(Listen value) {
    this.listen = value;
    return this;
  }

  /** The domain in which assertions are believed. */
  public ConfigurationBuilder trustDomain(String value) {
    this.trustDomain = value;
    return this;
  }

  /** Who says who somebody is. */
  public ConfigurationBuilder authorization(AuthorizationSettings value) {
    this.authorization = value;
    return this;
  }

  /** What decides beyond the scopes. */
  public ConfigurationBuilder policy(PolicySettings value) {
    this.policy = value;
    return this;
  }

  /** How long tokens live. */
  public ConfigurationBuilder tokens(TokenLifetimes value) {
    this.tokens = value;
    return this;
  }

  /** How much a caller may send. */
  public ConfigurationBuilder limits(RequestLimits value) {
    this.limits = value;
    return this;
  }

  /** With what the guard speaks HTTPS. */
  public ConfigurationBuilder tls(TlsSettings value) {
    this.tls = value;
    return this;
  }

  /** How the ledger is named, and who witnesses it. */
  public ConfigurationBuilder evidence(EvidenceSettings value) {
    this.evidence = value;
    return this;
  }

  /** Adds a user and what the user can delegate. */
  public ConfigurationBuilder user(String name, UserSettings settings) {
    users.put(name, settings);
    return this;
  }

  /** Adds an agent and its ceiling; {@code default} for all others. */
  public ConfigurationBuilder agent(String name, AgentSettings settings) {
    agents.put(name, settings);
    return this;
  }

  /** Adds a tool server. */
  public ConfigurationBuilder upstream(String name, UpstreamSettings settings) {
    upstreams.put(name, settings);
    return this;
  }

  /** Adds a scope. */
  public ConfigurationBuilder scope(String name, ScopeSettings settings) {
    scopes.put(name, settings);
    return this;
  }

  /** Adds a pre-registered agent. */
  public ConfigurationBuilder client(String name, ClientSettings settings) {
    clients.put(name, settings);
    return this;
  }

  /** Adds a way on which the evidence goes out. */
  public ConfigurationBuilder export(String name, ExportSettings settings) {
    exports.put(name, settings);
    return this;
  }

  /** Adds hosts of upstreams inside the trust domain. */
  public ConfigurationBuilder trustDomainHosts(String... hosts) {
    trustDomainHosts.addAll(List.of(hosts));
    return this;
  }

  /** Adds quotas. */
  public ConfigurationBuilder quotas(QuotaRule... rules) {
    quotas.addAll(List.of(rules));
    return this;
  }

  /** What is asked for when an agent asks for nothing. */
  public ConfigurationBuilder defaultScope(String... scopes) {
    defaultScope.addAll(List.of(scopes));
    return this;
  }

  /** Adds origins of browsers that may call. */
  public ConfigurationBuilder allowedOrigins(String... origins) {
    allowedOrigins.addAll(List.of(origins));
    return this;
  }

  /** Accepts plain HTTP beyond loopback; printed at start. */
  public ConfigurationBuilder allowingPlainHttp() {
    relaxations.add(Relaxation.PLAIN_HTTP);
    return this;
  }

  /** The configuration, or all that is wrong with it. */
  public ConfigurationRead build() {
    return ConfigurationFile.check(
        new Configuration(
            listen,
            trustDomain,
            trustDomainHosts,
            data,
            authorization,
            users,
            agents,
            upstreams,
            scopes,
            policy,
            quotas,
            clients,
            defaultScope,
            tokens,
            limits,
            allowedOrigins,
            tls,
            evidence,
            exports,
            relaxations));
  }
}
