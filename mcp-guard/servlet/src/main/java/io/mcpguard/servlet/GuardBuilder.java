package io.mcpguard.servlet;

import io.mcpguard.catalog.Glob;
import io.mcpguard.catalog.PinBook;
import io.mcpguard.catalog.Scope;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.KeySource;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.ratelimit.QuotaRule;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;

/**
 * Says all that the guard of an embedded endpoint must be told. Nothing is permitted that was not
 * named: without {@link #user} or {@link #everyUser} nobody may delegate anything.
 */
public final class GuardBuilder {
  final URI resource;
  String name = "tools";
  Path data = Path.of("guard-data");
  String trustDomain = "local.mcp-guard";
  JwtRules tokens = JwtRules.externalAccessToken("unset");
  IssuerKeys issuerKeys = new IssuerKeys.Unset();
  BoundTokens boundTokens = BoundTokens.OPTIONAL;
  final List<Scope> scopes = new ArrayList<>();
  final Map<String, Set<String>> users = new LinkedHashMap<>();
  Set<String> everyUser = Set.of();
  final Map<String, Set<String>> agents = new LinkedHashMap<>();
  Scopes defaultScope = Scopes.none();
  PolicyTable policy = PolicyTable.whateverScopesCover();
  final List<QuotaRule> quotas = new ArrayList<>();
  final Set<String> origins = new LinkedHashSet<>();
  final Set<String> hosts = new LinkedHashSet<>();
  final Set<String> mayAsk = new LinkedHashSet<>();
  final Set<String> elicitationHosts = new LinkedHashSet<>();
  PinBook pins = new DeployedPins();
  RequestLimits limits = RequestLimits.usual();
  InstantSource clock = InstantSource.system();
  SecureRandom random = new SecureRandom();
  ThreadFactory threads =
      Thread.ofVirtual().name("guarded-", 0).inheritInheritableThreadLocals(false).factory();

  GuardBuilder(URI resource) {
    this.resource = resource;
  }

  /** The endpoint's name: what patterns such as {@code tools/read_*} begin with. */
  public GuardBuilder name(String endpoint) {
    this.name = endpoint;
    return this;
  }

  /** The directory of ledger, keys and registry; one guard has it at a time. */
  public GuardBuilder data(Path directory) {
    this.data = directory;
    return this;
  }

  /** The trust domain that the guard asserts calls in. */
  public GuardBuilder trustDomain(String domain) {
    this.trustDomain = domain;
    return this;
  }

  /** The authorization server that issues the access tokens (RFC 9068), and its keys, fixed. */
  public GuardBuilder issuer(URI issuer, KeySource keys) {
    this.issuerKeys = new IssuerKeys.Fixed(issuer, keys);
    this.tokens = JwtRules.externalAccessToken(issuer.toString());
    return this;
  }

  /** The authorization server, whose keys are fetched from {@code jwks} and kept fresh. */
  public GuardBuilder issuer(URI issuer, URI jwks) {
    this.issuerKeys = new IssuerKeys.At(issuer, jwks);
    this.tokens = JwtRules.externalAccessToken(issuer.toString());
    return this;
  }

  /** Other rules for the access tokens; they name the issuer too. Comes after {@link #issuer}. */
  public GuardBuilder tokens(JwtRules rules) {
    this.tokens = rules;
    return this;
  }

  /** Whether access tokens must be bound to a key of the agent (RFC 9449); optional otherwise. */
  public GuardBuilder boundTokens(BoundTokens wanted) {
    this.boundTokens = wanted;
    return this;
  }

  /** A scope, in words for people, and patterns of the tools that it covers. */
  public GuardBuilder scope(String scope, String says, String... tools) {
    List<Glob> globs = Stream.of(tools).map(tool -> Glob.of(name + "/" + tool)).toList();
    return scope(new Scope(scope, says, globs, List.of(), List.of()));
  }

  /** A scope that covers resources or prompts too; its patterns begin with the name and a slash. */
  public GuardBuilder scope(Scope scope) {
    scopes.add(scope);
    return this;
  }

  /** The most that this user, by the token's {@code sub}, can delegate. */
  public GuardBuilder user(String user, String... may) {
    users.put(user, Set.of(may));
    return this;
  }

  /** The most that any other user of the issuer can delegate. */
  public GuardBuilder everyUser(String... may) {
    this.everyUser = Set.of(may);
    return this;
  }

  /** The most that this agent, by the token's {@code client_id}, can hold; else every scope. */
  public GuardBuilder agent(String clientId, String... ceiling) {
    agents.put(clientId, Set.of(ceiling));
    return this;
  }

  /** What a client without a token is told to ask for. */
  public GuardBuilder defaultScope(String... wanted) {
    this.defaultScope = Scopes.of(wanted);
    return this;
  }

  /** What is permitted of what the scopes cover. */
  public GuardBuilder policy(PolicyTable table) {
    this.policy = table;
    return this;
  }

  /** How often. */
  public GuardBuilder quota(QuotaRule rule) {
    quotas.add(rule);
    return this;
  }

  /** An origin that browsers may call from, besides the endpoint's own. */
  public GuardBuilder allowedOrigin(String origin) {
    origins.add(origin);
    return this;
  }

  /** A host that requests may name, besides the endpoint's own. */
  public GuardBuilder allowedHost(String host) {
    hosts.add(host);
    return this;
  }

  /** What the servlet may ask of a client: {@code sampling}, {@code elicitation}, {@code roots}. */
  public GuardBuilder mayAsk(String... kinds) {
    mayAsk.addAll(List.of(kinds));
    return this;
  }

  /** A host that a URL elicitation of the servlet's may lead to. */
  public GuardBuilder elicitationHost(String host) {
    elicitationHosts.add(host);
    return this;
  }

  /** Where accepted tool definitions are kept, instead of taking what is deployed at each start. */
  public GuardBuilder pins(PinBook book) {
    this.pins = book;
    return this;
  }

  /** How much a request may be. */
  public GuardBuilder limits(RequestLimits most) {
    this.limits = most;
    return this;
  }

  /** The clock. */
  public GuardBuilder clock(InstantSource source) {
    this.clock = source;
    return this;
  }

  /** Must be unpredictable. */
  public GuardBuilder random(SecureRandom source) {
    this.random = source;
    return this;
  }

  /**
   * Makes the threads that the servlet runs on; a container's managed factory gives them its
   * context. Virtual threads otherwise.
   */
  public GuardBuilder threads(ThreadFactory factory) {
    this.threads = factory;
    return this;
  }

  /**
   * Opens the data directory and makes the filter.
   *
   * @throws IllegalArgumentException when something was left out or cannot be; it names all of it
   * @throws IOException when the data directory is in use or damaged, or a key cannot be read
   */
  public GuardFilter open() throws IOException {
    List<String> problems = BuilderChecks.problems(this);
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "the guard cannot be:\n  " + String.join("\n  ", problems));
    }
    return new Assembly(this).filter();
  }
}
