package io.mcpguard;

import io.mcpguard.agents.Agent;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.catalog.Glob;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.credential.Credential;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.Limits;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.http.AddressPolicy;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Http1Client;
import io.mcpguard.issuance.AssertionMode;
import io.mcpguard.jose.DpopNonces;
import io.mcpguard.jose.JwtRules;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.RotatingIssuer;
import io.mcpguard.jose.Sealer;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.oauth.BoundTokens;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.policy.Compilation;
import io.mcpguard.policy.PolicyRule;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.testkit.DpopKey;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.MovableClock;
import io.mcpguard.upstream.AgentLimits;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.HttpPort;
import io.mcpguard.upstream.HttpUpstream;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.UpstreamLimits;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * A whole guard in this process, before one echoing tool server over real HTTP. Its books and its
 * journal are in memory; alice may delegate every scope there is.
 */
public final class EchoingGuard implements AutoCloseable {
  static final String AGENT = "agent-1";
  private static final String ISSUER = "https://guard.example";
  static final Upstream ECHO =
      new Upstream("echo", ISSUER + "/mcp/echo", "https://echo.example", Set.of(), Set.of());

  private final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
  private final SecureRandom random = new SecureRandom();
  private final Providers providers = Providers.fastest(random);
  private final SigningKeys keys = SigningKeys.inMemory(Duration.ofHours(1), clock, providers);
  private final RotatingIssuer assertions = new RotatingIssuer(keys);
  private final EchoToolServer tools = EchoToolServer.with("echo", "other");
  private final Books.Agents agents = new Books.Agents();
  private final Books.Grants grants = new Books.Grants();
  private final Books.Pins pins = new Books.Pins();
  private final Books.Leaves leaves = new Books.Leaves();
  private final Http1Client http;
  private final McpGuard guard;
  private volatile boolean signs = true;
  private volatile boolean hurried;

  private EchoingGuard(List<Scope> scopes, List<PolicyRule> rules, List<QuotaRule> quotas) {
    try {
      this.http =
          new Http1Client(AddressPolicy.publicOnly().allowingLoopback(), SSLContext.getDefault());
      HttpPort port =
          new HttpPort(
              new HttpUpstream(
                  http, Destination.of(tools.url().toString()), UpstreamLimits.standard()),
              new Credential.None());
      Set<String> all = Set.copyOf(scopes.stream().map(Scope::name).toList());
      agents.enrol(new Agent(AGENT, "Agent", "dcr", clock.instant(), Agent.State.ACTIVE));
      Supplier<io.mcpguard.assertion.AssertionIssuer> issuing =
          () -> {
            if (!signs) {
              throw new IllegalStateException("the signer is broken, as the test wants it");
            }
            return assertions.current();
          };
      this.guard =
          new McpGuard(
              new GuardParts(
                  new GuardParts.Identity(ISSUER, "test.mcp-guard"),
                  new Authentication.Rules(
                      new JwtVerifier(JwtRules.accessToken(ISSUER), keys, providers, clock),
                      GrantSource.RECORDED,
                      new ProofVerifier(providers, new DpopNonces(random, clock), clock),
                      BoundTokens.OPTIONAL),
                  issuing,
                  agents,
                  grants,
                  limits(all),
                  pins,
                  scopes,
                  table(rules),
                  quotas,
                  leaves,
                  leaves,
                  List.of(new GuardParts.Wired(ECHO, port, AssertionMode.TXN_TOKEN)),
                  new Epoch(),
                  this::now,
                  random,
                  new Sealer(new SecretKeySpec(new byte[32], "AES"), random),
                  new Books.Sessions(),
                  ReadRules.request(),
                  new AgentLimits(2, 2, 2)));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    while (guard.catalog().seen("echo").isEmpty()) {
      Thread.onSpinWait();
    }
  }

  /** A guard with these scopes and whatever they cover permitted. */
  public static EchoingGuard with(Scope... scopes) {
    return new EchoingGuard(List.of(scopes), List.of(), List.of());
  }

  /** A guard with these scopes and a policy. */
  static EchoingGuard with(List<Scope> scopes, PolicyRule... rules) {
    return new EchoingGuard(scopes, List.of(rules), List.of());
  }

  /** A guard with these scopes and a quota. */
  static EchoingGuard with(Scope scope, QuotaRule quota) {
    return new EchoingGuard(List.of(scope), List.of(), List.of(quota));
  }

  /** A scope over tools and resources, told apart by what their patterns begin with. */
  public static Scope scope(String name, String... patterns) {
    List<Glob> globs = Arrays.stream(patterns).map(Glob::of).toList();
    return new Scope(name, name, globs, globs, globs);
  }

  /** The guard itself. */
  public McpGuard guard() {
    return guard;
  }

  /** Where its tools are. */
  public Upstream upstream() {
    return ECHO;
  }

  EchoToolServer tools() {
    return tools;
  }

  /** The guard's clock. */
  MovableClock clock() {
    return clock;
  }

  /** From now on whoever reads the clock finds it 21 s later than the one before. */
  void hurry() {
    hurried = true;
  }

  private Instant now() {
    return hurried ? clock.move(Duration.ofSeconds(21)) : clock.instant();
  }

  /** From now on nothing can be signed any more. */
  void breakSigner() {
    signs = false;
  }

  /** From now on no call can be aimed any more. */
  void breakPins() {
    pins.tear();
  }

  /** From now on nothing can be recorded any more. */
  void breakJournal() {
    leaves.fill();
  }

  /** Every leaf so far, oldest first. */
  List<JsonObject> leaves() {
    return leaves.kept().stream().map(EchoingGuard::object).toList();
  }

  /** The last decision leaf. */
  JsonObject decision() {
    return leaves().reversed().stream()
        .filter(leaf -> leaf.string("type").orElse("").equals("decision"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no decision was recorded"));
  }

  /** The outcome leaves so far. */
  List<JsonObject> outcomes() {
    return leaves().stream()
        .filter(leaf -> leaf.string("type").orElse("").equals("outcome"))
        .toList();
  }

  /** Calls whose decision let them out and whose outcome is not recorded. */
  int open() {
    return leaves.open();
  }

  /** Alice's agent, to which she granted these scopes. */
  public Delegated caller(String... scopes) {
    Presentation presented =
        Presentation.read("POST", List.of("Bearer " + token(scopes)), List.of());
    return value(guard.admit(presented, ECHO, "127.0.0.1"));
  }

  /** An access token of that agent. */
  String token(String... scopes) {
    return new JwtSigner(keys, "at+jwt").sign(claims(scopes));
  }

  /** An access token of that agent that is bound to a key. */
  String boundToken(DpopKey key, String... scopes) {
    return tokenConfirming(Map.of("jkt", key.thumbprint()), scopes);
  }

  /** An access token of that agent with this {@code cnf}. */
  String tokenConfirming(Map<String, Object> confirmation, String... scopes) {
    Map<String, Object> claims = claims(scopes);
    claims.put("cnf", confirmation);
    return new JwtSigner(keys, "at+jwt").sign(claims);
  }

  private Map<String, Object> claims(String... scopes) {
    Grant grant =
        new Grant(
            "grant-" + String.join("-", scopes),
            "instance-1",
            "alice",
            AGENT,
            ECHO.resource(),
            Set.of(scopes),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(1)));
    grants.record(grant);
    return new TreeMap<>(
        Map.of(
            "iss", ISSUER,
            "sub", "alice",
            "aud", ECHO.resource(),
            "client_id", AGENT,
            "scope", String.join(" ", scopes),
            "iat", Date.from(clock.instant()),
            "exp", Date.from(clock.instant().plus(Duration.ofMinutes(10))),
            "jti", "jti-1",
            "grant_id", grant.id()));
  }

  /** A session of this caller's. */
  public LegacySession session(Delegated caller) {
    return session(caller, "2025-11-25");
  }

  /** A session of this caller's in a revision. */
  LegacySession session(Delegated caller, String revision) {
    String id = ((Answer.Opened) open(caller, revision)).sessionId();
    return guard.own(caller, ECHO, id).orElseThrow();
  }

  /** The answer to {@code initialize}. */
  Answer open(Delegated caller, String revision) {
    McpMessage.Request hello =
        request(
            """
            {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",
             "capabilities":{},"clientInfo":{"name":"c","version":"1"}}}
            """
                .formatted(revision));
    return guard.open(caller, ECHO, hello);
  }

  /** A message to this guard, as its readers read it. */
  public McpMessage.Request request(String body) {
    return (McpMessage.Request) ((Envelope.Single) guard.read(ECHO, bytes(body))).message();
  }

  /** The answer to one message by a caller with these scopes, in a session of its own. */
  Answer answer(String body, String... scopes) {
    Delegated caller = caller(scopes);
    return answer(body, caller, session(caller));
  }

  /** The answer to one message. */
  Answer answer(String body, Delegated caller, LegacySession session) {
    return switch (guard.read(ECHO, bytes(body))) {
      case Envelope.Single single -> guard.answer(caller, session, single.message());
      case Envelope.Batch batch -> guard.answerAll(caller, session, batch);
      case Envelope.Malformed malformed -> guard.refuse(caller, ECHO, malformed);
    };
  }

  /** A call of a tool, as text. */
  public static String call(String tool, String arguments) {
    return """
    {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"%s","arguments":%s}}
    """
        .formatted(tool, arguments);
  }

  @Override
  public void close() {
    guard.close();
    http.close();
    tools.close();
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static <T> T value(Outcome<T> outcome) {
    if (outcome instanceof Proceed<T>(T value)) {
      return value;
    }
    throw new AssertionError("refused: " + outcome);
  }

  private static JsonObject object(byte[] json) {
    try {
      return (JsonObject) JsonDocument.read(json, ReadRules.answer()).root();
    } catch (MalformedJson e) {
      throw new AssertionError(e);
    }
  }

  private static PolicyTable table(List<PolicyRule> rules) {
    return rules.isEmpty()
        ? PolicyTable.whateverScopesCover()
        : ((Compilation.Ready) PolicyTable.compile(rules)).table();
  }

  private static Limits limits(Set<String> all) {
    return new Limits() {
      @Override
      public Set<String> entitlement(String user) {
        return user.equals("alice") ? all : Set.of();
      }

      @Override
      public Set<String> ceiling(String clientId) {
        return all;
      }
    };
  }
}
