package io.mcpguard.server.config;

import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.ratelimit.QuotaRule.Per;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Every key of the file: what may stand there, what it means, what holds without it. Reading, JSON
 * Schema and documentation all come from here.
 */
final class Settings {
  /** Stands for a URL that was not said and follows from another. */
  static final URI UNSAID = URI.create("urn:mcp-guard:unsaid");

  static final int MAX_INSTANCES = 10;
  static final String TRUST_DOMAIN = "local.mcp-guard";
  static final Listen LISTEN =
      new Listen(
          new HostPort("127.0.0.1", 8931), new HostPort("127.0.0.1", 8932), UNSAID, Set.of());
  static final TokenLifetimes TOKENS =
      new TokenLifetimes(Duration.ofMinutes(10), Duration.ofDays(30), Duration.ofSeconds(60));

  private static final Pattern ANY_NAME = Pattern.compile("[!-~]{1,512}");
  private static final Pattern SCOPE_NAME = Pattern.compile("[!#-\\[\\]-~]{1,128}");
  private static final Kind<List<String>> TEXTS = Groups.listOf(Kinds.TEXT);
  private static final Kind<String> DOMAIN =
      Kinds.text(
          "a trust domain: lower-case letters, digits, dots, dashes",
          "[a-z0-9._-]{1,255}",
          text -> java.util.Optional.of(text).filter(t -> t.matches("[a-z0-9._-]{1,255}")));

  private static final Key<HostPort> MCP =
      Key.of("mcp", Kinds.HOST_PORT, "where agents connect").or(LISTEN.mcp(), "127.0.0.1:8931");
  private static final Key<HostPort> ADMIN =
      Key.of("admin", Kinds.HOST_PORT, "where operators and auditors ask; loopback only")
          .or(LISTEN.admin(), "127.0.0.1:8932");
  private static final Key<URI> PUBLIC_URL =
      Key.of(
              "public-url",
              Kinds.URL,
              "the URL that agents know, and the issuer of tokens and assertions")
          .or(UNSAID, "`mcp` as a URL; must be written beyond loopback");
  private static final Key<List<String>> TRUSTED_PROXIES =
      Key.of(
              "trusted-proxies",
              TEXTS,
              "addresses of reverse proxies that say in X-Forwarded-For who calls; what limits a"
                  + " source then limits that address, and not the proxy")
          .or(List.of(), "none: who connects is who calls");
  private static final Section<Listen> LISTEN_KEYS =
      Section.of(
          "listen",
          List.of(MCP, ADMIN, PUBLIC_URL, TRUSTED_PROXIES),
          v ->
              new Listen(
                  v.at(MCP), v.at(ADMIN), v.at(PUBLIC_URL), new HashSet<>(v.at(TRUSTED_PROXIES))));

  private static final Key<List<String>> MAY =
      Key.of("may", TEXTS, "the scopes that the user can delegate at most");
  private static final Section<UserSettings> USER_KEYS =
      Section.of("user", List.of(MAY), v -> new UserSettings(new HashSet<>(v.at(MAY))));

  private static final Key<List<String>> CEILING =
      Key.of("ceiling", TEXTS, "the scopes that the agent may hold at most");
  private static final Key<Integer> INSTANCES =
      Key.of(
              "max-instances",
              Kinds.count(1),
              "how many instances of the agent may be alive, one for each consent; at most 1000000")
          .or(MAX_INSTANCES, "10");
  private static final Section<AgentSettings> AGENT_KEYS =
      Section.of(
          "agent",
          List.of(CEILING, INSTANCES),
          v -> new AgentSettings(new HashSet<>(v.at(CEILING)), v.at(INSTANCES)));

  private static final Key<String> SAYS =
      Key.of("says", Kinds.TEXT, "what the consent page tells the user");
  private static final Key<List<String>> TOOLS =
      Key.of("tools", TEXTS, "patterns of `server/tool`").or(List.of(), "none");
  private static final Key<List<String>> RESOURCES =
      Key.of("resources", TEXTS, "patterns of `server/uri`").or(List.of(), "none");
  private static final Key<List<String>> PROMPTS =
      Key.of("prompts", TEXTS, "patterns of `server/prompt`").or(List.of(), "none");
  private static final Section<ScopeSettings> SCOPE_KEYS =
      Section.of(
          "scope",
          List.of(SAYS, TOOLS, RESOURCES, PROMPTS),
          v -> new ScopeSettings(v.at(SAYS), v.at(TOOLS), v.at(RESOURCES), v.at(PROMPTS)));

  private static final Key<List<Per>> PER =
      Key.of(
          "per",
          Groups.listOf(
              Groups.oneOf(
                  Map.of("agent", Per.AGENT, "user", Per.USER, "tool", Per.TOOL), Map.of())),
          "what has a budget of its own");
  private static final Key<List<String>> QUOTA_TOOLS =
      Key.of("tools", TEXTS, "patterns of `server/tool` that it is about")
          .or(List.of(), "every call");
  private static final Key<Kinds.Rate> LIMIT =
      Key.of(
          "limit", Kinds.RATE_KIND, "how many calls in which time; at most 1000000, in 1s to 366d");
  private static final Section<QuotaRule> QUOTA_KEYS =
      Section.of(
          "quota",
          List.of(PER, QUOTA_TOOLS, LIMIT),
          v ->
              new QuotaRule(
                  "quota",
                  v.at(PER).isEmpty() ? Set.of() : EnumSet.copyOf(v.at(PER)),
                  v.at(QUOTA_TOOLS),
                  v.at(LIMIT).limit(),
                  v.at(LIMIT).window()));

  private static final Key<String> NAME =
      Key.of("name", Kinds.TEXT, "what the consent page calls the agent").or("", "its client id");
  private static final Key<List<String>> REDIRECTS =
      Key.of(
          "redirect-uris",
          TEXTS,
          "where the agent may be sent back to; the port of a loopback one is free");
  private static final Key<Secret> CLIENT_SECRET =
      Key.of(
              "secret",
              SecretText.SECRET,
              "makes the agent a confidential client; at least 32 characters")
          .or(Secret.absent(), "a public client");
  private static final Key<String> CLIENT_JWKS =
      Key.of(
              "jwks",
              KeySetFile.KEY_SET,
              "makes the agent a confidential client that signs with its own key"
                  + " (`private_key_jwt`); instead of `secret`")
          .or("", "no key");
  private static final Section<ClientSettings> CLIENT_KEYS =
      Section.of(
          "client",
          List.of(NAME, REDIRECTS, CLIENT_SECRET, CLIENT_JWKS),
          v ->
              new ClientSettings(
                  v.at(NAME), v.at(REDIRECTS), v.at(CLIENT_SECRET), v.at(CLIENT_JWKS)));

  private static final Key<Duration> ACCESS =
      Key.of("access", Kinds.DURATION_KIND, "an access token; 1s to 24h")
          .or(TOKENS.access(), "10m");
  private static final Key<Duration> REFRESH =
      Key.of("refresh", Kinds.DURATION_KIND, "a family of refresh tokens; 1s to 366d")
          .or(TOKENS.refresh(), "30d");
  private static final Key<Duration> CODE =
      Key.of("code", Kinds.DURATION_KIND, "an authorization code; 1s to 10m")
          .or(TOKENS.code(), "60s");
  private static final Section<TokenLifetimes> TOKEN_KEYS =
      Section.of(
          "tokens",
          List.of(ACCESS, REFRESH, CODE),
          v -> new TokenLifetimes(v.at(ACCESS), v.at(REFRESH), v.at(CODE)));

  private static final Key<Secret> CERTIFICATE =
      Key.of("certificate", SecretText.SECRET, "the certificate chain, PEM");
  private static final Key<Secret> PRIVATE_KEY =
      Key.of("key", SecretText.SECRET, "its private key, PEM");
  private static final Section<TlsSettings> TLS_KEYS =
      Section.of(
          "tls",
          List.of(CERTIFICATE, PRIVATE_KEY),
          v -> new TlsSettings(v.at(CERTIFICATE), v.at(PRIVATE_KEY)));

  private static final Key<Listen> K_LISTEN =
      Key.of("listen", LISTEN_KEYS, "where the guard is reached").or(LISTEN, "loopback");
  private static final Key<String> K_DOMAIN =
      Key.of("trust-domain", DOMAIN, "the domain in which assertions are believed; their audience")
          .or(TRUST_DOMAIN, TRUST_DOMAIN);
  private static final Key<List<String>> K_HOSTS =
      Key.of(
              "trust-domain-hosts",
              TEXTS,
              "hosts of upstreams inside the trust domain, beside loopback")
          .or(List.of(), "none");
  private static final Key<Path> K_DATA =
      Key.of("data", Kinds.path(), "the directory of everything durable: SQL file, ledger, keys")
          .whileUnread(Path.of("guard-data"));
  private static final Key<AuthorizationSettings> K_AUTHORIZATION =
      Key.of("authorization", AuthorizationKeys.AUTHORIZATION, "who says who somebody is")
          .or(AuthorizationSettings.embedded(), "`embedded: {}`");
  private static final Key<Map<String, UserSettings>> K_USERS =
      Key.of("users", Groups.mapOf("user", ANY_NAME, USER_KEYS), "entitlements")
          .or(Map.of(), "none");
  private static final Key<Map<String, AgentSettings>> K_AGENTS =
      Key.of(
              "agents",
              Groups.mapOf("client id or `default`", ANY_NAME, AGENT_KEYS),
              "ceilings by client id; `default` for all others")
          .or(Map.of(), "every scope");
  private static final Key<Map<String, UpstreamSettings>> K_UPSTREAMS =
      Key.of(
              "upstreams",
              Groups.mapOf(
                  "upstream", Pattern.compile("[a-z][a-z0-9-]{0,31}"), UpstreamKeys.UPSTREAM),
              "the tool servers behind the guard")
          .whileUnread(Map.of());
  private static final Key<Map<String, ScopeSettings>> K_SCOPES =
      Key.of("scopes", Groups.mapOf("scope", SCOPE_NAME, SCOPE_KEYS), "what users delegate")
          .whileUnread(Map.of());
  private static final Key<PolicySettings> K_POLICY =
      Key.of("policy", PolicyFiles.FILES, "policy files, see docs/policy.md")
          .or(new PolicySettings.WhateverScopesCover(), "whatever the scopes cover");
  private static final Key<List<QuotaRule>> K_QUOTAS =
      Key.of(
              "quotas",
              Groups.listOf(QUOTA_KEYS),
              "how often; every quota that covers a call counts it")
          .or(List.of(), "none");
  private static final Key<Map<String, ClientSettings>> K_CLIENTS =
      Key.of("clients", Groups.mapOf("client id", ANY_NAME, CLIENT_KEYS), "pre-registered agents")
          .or(Map.of(), "none");
  private static final Key<List<String>> K_DEFAULT_SCOPE =
      Key.of(
              "default-scope",
              TEXTS,
              "asked for when an agent asks for nothing, as far as the upstream has them; where it"
                  + " has none of them, all of its scopes are")
          .or(List.of(), "none");
  private static final Key<TokenLifetimes> K_TOKENS =
      Key.of("tokens", TOKEN_KEYS, "how long tokens live").or(TOKENS, "see there");
  private static final Key<RequestLimits> K_LIMITS =
      Key.of("limits", LimitKeys.LIMITS, "how much a caller may send and have")
          .or(LimitKeys.USUAL, "see there");
  private static final Key<List<String>> K_ORIGINS =
      Key.of("allowed-origins", TEXTS, "origins of web pages that may call, and register an agent")
          .or(List.of(), "none");
  private static final Key<TlsSettings> K_TLS =
      Key.of("tls", TLS_KEYS, "with what the guard speaks HTTPS")
          .or(TlsSettings.none(), "plain HTTP");
  private static final Key<EvidenceSettings> K_EVIDENCE =
      Key.of("evidence", EvidenceKeys.EVIDENCE, "how the ledger is named and who witnesses it")
          .or(EvidenceSettings.unwitnessed(), "nobody witnesses it");
  private static final Key<Map<String, ExportSettings>> K_EXPORTS =
      Key.of("exports", ExportKeys.EXPORTS, "where the evidence goes out to, see docs/export.md")
          .or(Map.of(), "nowhere");
  private static final Key<Boolean> K_PLAIN =
      Key.of("allow-plain-http", Kinds.ALLOWANCE, "plain HTTP beyond loopback")
          .or(false, "refused");

  /** The whole file. */
  static final Section<Configuration> ROOT =
      Section.of(
              "the file",
              List.of(
                  K_LISTEN,
                  K_DOMAIN,
                  K_HOSTS,
                  K_DATA,
                  K_AUTHORIZATION,
                  K_USERS,
                  K_AGENTS,
                  K_UPSTREAMS,
                  K_SCOPES,
                  K_POLICY,
                  K_QUOTAS,
                  K_CLIENTS,
                  K_DEFAULT_SCOPE,
                  K_TOKENS,
                  K_LIMITS,
                  K_ORIGINS,
                  K_TLS,
                  K_EVIDENCE,
                  K_EXPORTS,
                  K_PLAIN),
              Settings::configuration)
          .notBuilt("labels", "leave it out")
          .notBuilt("combinations", "leave it out");

  private Settings() {}

  private static Configuration configuration(Section.Values v) {
    Listen listen = v.at(K_LISTEN);
    return new Configuration(
        listen,
        v.at(K_DOMAIN),
        new HashSet<>(v.at(K_HOSTS)),
        v.at(K_DATA),
        v.at(K_AUTHORIZATION),
        v.at(K_USERS),
        v.at(K_AGENTS),
        v.at(K_UPSTREAMS),
        v.at(K_SCOPES),
        v.at(K_POLICY),
        v.at(K_QUOTAS),
        v.at(K_CLIENTS),
        v.at(K_DEFAULT_SCOPE),
        v.at(K_TOKENS),
        v.at(K_LIMITS),
        new HashSet<>(v.at(K_ORIGINS)),
        v.at(K_TLS),
        v.at(K_EVIDENCE),
        v.at(K_EXPORTS),
        v.at(K_PLAIN) ? Set.of(Relaxation.PLAIN_HTTP) : Set.of());
  }
}
