package io.mcpguard.server.config;

import io.mcpguard.ratelimit.QuotaRule;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything an operator can say. Whatever the file can say, {@link ConfigurationBuilder} can.
 *
 * @param listen where the guard is reached
 * @param trustDomain the domain in which assertions are believed
 * @param trustDomainHosts hosts of upstreams inside the trust domain, beside loopback
 * @param data the directory of everything durable
 * @param authorization who says who somebody is
 * @param users entitlements by user
 * @param agents ceilings by client id; {@code default} for all others
 * @param upstreams tool servers by name
 * @param scopes what users delegate, by name
 * @param policy what decides beyond the scopes
 * @param quotas how often
 * @param clients pre-registered agents by client id
 * @param defaultScope what is asked for when an agent asks for nothing
 * @param tokens how long tokens live
 * @param limits how much a caller may send
 * @param allowedOrigins origins of browsers that may call
 * @param tls with what the guard speaks HTTPS
 * @param evidence how the ledger is named, and who witnesses it
 * @param exports where the evidence goes out to, by name
 * @param relaxations what is relaxed for the guard itself
 */
public record Configuration(
    Listen listen,
    String trustDomain,
    Set<String> trustDomainHosts,
    Path data,
    AuthorizationSettings authorization,
    Map<String, UserSettings> users,
    Map<String, AgentSettings> agents,
    Map<String, UpstreamSettings> upstreams,
    Map<String, ScopeSettings> scopes,
    PolicySettings policy,
    List<QuotaRule> quotas,
    Map<String, ClientSettings> clients,
    List<String> defaultScope,
    TokenLifetimes tokens,
    RequestLimits limits,
    Set<String> allowedOrigins,
    TlsSettings tls,
    EvidenceSettings evidence,
    Map<String, ExportSettings> exports,
    Set<Relaxation> relaxations) {
  public Configuration {
    trustDomainHosts = Set.copyOf(trustDomainHosts);
    users = inOrder(users);
    agents = inOrder(agents);
    upstreams = inOrder(upstreams);
    scopes = inOrder(scopes);
    quotas = List.copyOf(quotas);
    clients = inOrder(clients);
    exports = inOrder(exports);
    defaultScope = List.copyOf(defaultScope);
    allowedOrigins = Set.copyOf(allowedOrigins);
    relaxations = Set.copyOf(relaxations);
  }

  /** Reads a file, with the environment of this process for {@code ${env:NAME}}. */
  public static ConfigurationRead read(Path file) {
    return ConfigurationFile.read(file, System.getenv());
  }

  /** Begins a configuration in code. */
  public static ConfigurationBuilder builder(Path data) {
    return new ConfigurationBuilder(data);
  }

  /** What an agent may hold: its own settings, else those of {@code default}, else every scope. */
  public AgentSettings agent(String clientId) {
    AgentSettings own = agents.get(clientId);
    AgentSettings settings = own == null ? agents.get("default") : own;
    return settings == null ? new AgentSettings(scopes.keySet(), Settings.MAX_INSTANCES) : settings;
  }

  Configuration listen(Listen other) {
    return new Configuration(
        other,
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
        relaxations);
  }

  Configuration quotas(List<QuotaRule> other) {
    return new Configuration(
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
        other,
        clients,
        defaultScope,
        tokens,
        limits,
        allowedOrigins,
        tls,
        evidence,
        exports,
        relaxations);
  }

  private static <V> Map<String, V> inOrder(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }
}
