package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.agents.Agent;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.assertion.signature.ResultVerifier;
import io.mcpguard.assertion.signature.SignatureRules;
import io.mcpguard.audit.Journal;
import io.mcpguard.audit.SubjectKeys;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.bridge.StatelessFront;
import io.mcpguard.catalog.Glob;
import io.mcpguard.catalog.Pin;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.Standing;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.credential.Credential;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Grant;
import io.mcpguard.delegation.Limits;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.federation.Federation;
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
import io.mcpguard.oauth.Scopes;
import io.mcpguard.policy.PolicyTable;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.stdio.StdioFront;
import io.mcpguard.streamable.BodyReader;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.MovableClock;
import io.mcpguard.testkit.StdioToolServer;
import io.mcpguard.upstream.AgentLimits;
import io.mcpguard.upstream.ChildCommand;
import io.mcpguard.upstream.CounterSignedResults;
import io.mcpguard.upstream.HttpPort;
import io.mcpguard.upstream.HttpUpstream;
import io.mcpguard.upstream.Port;
import io.mcpguard.upstream.ResultCheck;
import io.mcpguard.upstream.ResultCheck.Demand;
import io.mcpguard.upstream.SignatureCarrier;
import io.mcpguard.upstream.StdioPort;
import io.mcpguard.upstream.UpstreamConnection;
import io.mcpguard.upstream.UpstreamLimits;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;

/**
 * A whole guard in front of one tool server, with clients right at its endpoints and its records at
 * hand. Every caller may use everything that the tool server has, but for a guest.
 */
final class MemoryGuard implements AutoCloseable {
  static final String SERVER = "tools";

  /** The user who may use tools and nothing else, whatever is asked for. */
  static final String GUEST = "guest";

  static final int LARGEST_BODY = 64 * 1024;
  private static final String ISSUER = "https://guard.example";
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Remains remains;
  private final Books.Leaves leaves;
  private final Books.Agents agents;
  private final Books.Grants grants;
  private final MovableClock clock;
  private final SigningKeys keys;
  private final Upstream upstream;
  private final AgentLimits limits;
  private final AssertionMode mode;
  private final McpGuard guard;
  private final StatelessFront front;
  private final Endpoints endpoints;

  /** What is left of a guard that stops. */
  private record Remains(
      Books.Leaves leaves,
      Journal journal,
      Books.Agents agents,
      Books.Grants grants,
      Books.Pins pins,
      Books.Sessions sessions,
      MovableClock clock,
      SigningKeys keys,
      Sealer sealer) {
    static Remains none() {
      Books.Leaves leaves = new Books.Leaves();
      return writing(leaves, leaves);
    }

    static Remains writing(Journal journal, Books.Leaves keys) {
      MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
      return new Remains(
          keys,
          journal,
          new Books.Agents(),
          new Books.Grants(),
          new Books.Pins(),
          new Books.Sessions(),
          clock,
          SigningKeys.inMemory(Duration.ofHours(1), clock, Providers.ofJdk(RANDOM)),
          freshSealer());
    }

    /** What a node has that knows the same agents and grants and has data of its own. */
    Remains ofAnotherNode(Sealer seal) {
      Books.Leaves own = new Books.Leaves();
      return new Remains(
          own, own, agents, grants, new Books.Pins(), new Books.Sessions(), clock, keys, seal);
    }
  }

  private MemoryGuard(Port port, Set<String> mayAsk, AgentLimits limits, Remains remains) {
    this(port, AssertionMode.TXN_TOKEN, mayAsk, limits, remains);
  }

  private MemoryGuard(
      Port port, AssertionMode mode, Set<String> mayAsk, AgentLimits limits, Remains remains) {
    this.mode = mode;
    this.remains = remains;
    this.leaves = remains.leaves();
    this.agents = remains.agents();
    this.grants = remains.grants();
    this.clock = remains.clock();
    this.keys = remains.keys();
    this.limits = limits;
    this.upstream =
        new Upstream(
            SERVER, ISSUER + "/mcp/" + SERVER, "urn:example:tools", mayAsk, Set.of("pay.example"));
    this.guard = new McpGuard(parts(port));
    this.front = new StatelessFront(guard, RANDOM);
    this.endpoints =
        new Endpoints(
            guard,
            List.of(front.at(upstream), federation()),
            new SessionFront(guard, RANDOM),
            LocalNames.only(Set.of("guard.example"), Set.of()),
            new BodyReader(LARGEST_BODY, Duration.ofSeconds(30)),
            new Challenges(URI.create(ISSUER), BoundTokens.OPTIONAL, upstream -> Scopes.of("all")),
            remains.sealer());
  }

  /** In front of the test kit's stdio tool server. */
  static MemoryGuard overChild(String... mayAsk) {
    return overChild(StdioToolServer.command(), mayAsk);
  }

  /** In front of any program that speaks MCP on its standard input and output. */
  static MemoryGuard overChild(List<String> command, String... mayAsk) {
    return new MemoryGuard(
        child(command, mayAsk), Set.of(mayAsk), AgentLimits.usual(), Remains.none());
  }

  private static Port child(List<String> command, String... mayAsk) {
    ChildCommand child = new ChildCommand(SERVER, command, Map.of(), Path.of("").toAbsolutePath());
    return StdioPort.running(child, Set.of(mayAsk));
  }

  /** The next guard after this one, which stops: all that is kept is still there. */
  MemoryGuard restarted(URI url, String... mayAsk) throws Exception {
    close();
    return new MemoryGuard(http(url), Set.of(mayAsk), limits, remains);
  }

  /** Another node before the same tool server, which has the key of ids and no data of this one. */
  MemoryGuard beside(URI url, String... mayAsk) throws Exception {
    return beside(url, remains.ofAnotherNode(remains.sealer()), mayAsk);
  }

  /** The same without that key. */
  MemoryGuard besideWithAnotherKey(URI url, String... mayAsk) throws Exception {
    return beside(url, remains.ofAnotherNode(freshSealer()), mayAsk);
  }

  private MemoryGuard beside(URI url, Remains own, String... mayAsk) throws Exception {
    return new MemoryGuard(http(url), Set.of(mayAsk), limits, own);
  }

  /** The next guard after this one, which stops and loses its data; only the keys are left. */
  MemoryGuard restartedWithoutData(URI url, String... mayAsk) throws Exception {
    close();
    return beside(url, mayAsk);
  }

  /** The same over the test kit's stdio tool server. */
  MemoryGuard restartedOverChild() {
    close();
    return new MemoryGuard(child(StdioToolServer.command()), Set.of(), limits, remains);
  }

  /** The same client, now of this guard. */
  MemoryClient taking(MemoryClient client) {
    return client.at(endpoints);
  }

  /** In front of an HTTP tool server. */
  static MemoryGuard over(URI url, String... mayAsk) throws Exception {
    return over(url, AgentLimits.usual(), mayAsk);
  }

  /** The same, with its records in this journal. */
  static MemoryGuard over(URI url, Journal journal) throws Exception {
    Remains remains = Remains.writing(journal, new Books.Leaves());
    return new MemoryGuard(http(url), Set.of(), AgentLimits.usual(), remains);
  }

  /** The same, with other limits of an agent. */
  static MemoryGuard over(URI url, AgentLimits limits, String... mayAsk) throws Exception {
    return new MemoryGuard(http(url), Set.of(mayAsk), limits, Remains.none());
  }

  /** The same over a connection that a test changes. */
  static MemoryGuard over(URI url, UnaryOperator<UpstreamConnection> changed) throws Exception {
    Port port = new HttpPort(changed.apply(connection(url)), new Credential.None());
    return new MemoryGuard(port, Set.of(), AgentLimits.usual(), Remains.none());
  }

  private static Port http(URI url) throws Exception {
    return new HttpPort(connection(url), new Credential.None());
  }

  private static UpstreamConnection connection(URI url) throws Exception {
    Http1Client client =
        new Http1Client(AddressPolicy.publicOnly().allowingLoopback(), SSLContext.getDefault());
    return new HttpUpstream(client, Destination.of(url.toString()), UpstreamLimits.standard());
  }

  /** In front of a tool server outside the trust domain, with a credential for it. */
  static MemoryGuard signing(URI url, Credential credential) throws Exception {
    return signing(url, credential, ResultCheck.NONE);
  }

  private static MemoryGuard signing(URI url, Credential credential, ResultCheck check)
      throws Exception {
    Remains remains = Remains.none();
    SignatureCarrier carrier =
        new SignatureCarrier(
            Destination.of(url.toString()),
            new RotatingIssuer(remains.keys())::requests,
            remains.clock(),
            RANDOM);
    return new MemoryGuard(
        new HttpPort(connection(url), credential, carrier).checking(check),
        AssertionMode.HTTP_SIGNATURE,
        Set.of(),
        AgentLimits.usual(),
        remains);
  }

  /** In front of a tool server that signs its results with one of these keys. */
  static MemoryGuard checking(URI url, KeySource keys, Demand demand) throws Exception {
    HttpPort port =
        new HttpPort(connection(url), new Credential.None()).checking(check(keys, demand));
    return new MemoryGuard(port, Set.of(), AgentLimits.usual(), Remains.none());
  }

  /** In front of one outside the trust domain that has to sign its results. */
  static MemoryGuard signingAndChecking(URI url, KeySource keys) throws Exception {
    return signing(url, new Credential.None(), check(keys, Demand.REQUIRED));
  }

  private static ResultCheck check(KeySource keys, Demand demand) {
    return demand == Demand.NONE
        ? ResultCheck.NONE
        : new CounterSignedResults(
            new ResultVerifier(SignatureRules.strict(), keys, InstantSource.fixed(Instant.EPOCH)),
            demand);
  }

  /** The keys of personal values in its records. */
  SubjectKeys subjectKeys() {
    return leaves;
  }

  /** The guard's public keys. */
  String jwks() {
    return keys.jwks();
  }

  /** A client of this user's, with a session. */
  MemoryClient client(String user) throws Exception {
    return client(user, "2025-11-25");
  }

  MemoryClient client(String user, String revision) throws Exception {
    MemoryClient client = new MemoryClient(endpoints, SERVER, token(user));
    client.initialize(revision);
    return client;
  }

  /** A client of this user's that can do something, with a session. */
  MemoryClient client(String user, String revision, String capabilities) throws Exception {
    MemoryClient client = newcomer(user);
    client.initialize(revision, capabilities);
    return client;
  }

  /** A client of this user's that may use tools and, until it asks for more, nothing else. */
  MemoryClient restrained(String user) throws Exception {
    return restrained(user, "2025-11-25");
  }

  MemoryClient restrained(String user, String revision) throws Exception {
    String token = token(user, "grant-of-" + user, "agent-of-" + user, "tools");
    MemoryClient client = new MemoryClient(endpoints, SERVER, token);
    client.initialize(revision);
    return client;
  }

  /** A client without a session where all tool servers are one. */
  MemoryClient federatedNewcomer(String user) {
    return new MemoryClient(endpoints, "", federatedToken(user, "agent-of-" + user));
  }

  /** A token for where all tool servers are one, for an agent of this name. */
  String federatedToken(String user, String agent) {
    return token(ISSUER + "/mcp", user, "federated-grant-of-" + agent, agent, "all");
  }

  /** A client without a session. */
  MemoryClient newcomer(String user) {
    return new MemoryClient(endpoints, SERVER, token(user));
  }

  /** A client at the other end of a pipe, which this user launched the guard with. */
  PipeClient pipe(String user) throws Exception {
    StatelessEndpoint endpoint = new StatelessFront(guard, RANDOM).at(upstream);
    SessionFront sessions = new SessionFront(guard, RANDOM);
    return new PipeClient(
        new StdioFront(guard, List.of(endpoint), sessions, new LocalUser(user), LARGEST_BODY),
        upstream.name());
  }

  /** Sends away whoever reads a stream, as a guard does that stops. */
  void drain(Duration atMost) {
    endpoints.drain(atMost);
  }

  /** Ends the calls that are open still, as a guard does that has waited long enough for them. */
  void stopCalls() {
    guard.stopCalls();
  }

  /** Shuts an agent off. */
  void revokeAgent(String agent) {
    guard.revokeAgent(agent);
  }

  /** The grants on record. */
  List<Grant> grants() {
    return grants.all();
  }

  /** A client of the 2026-07-28 revision. */
  StatelessClient stateless(String user) {
    return new StatelessClient(endpoints, SERVER, token(user));
  }

  /** The same with an agent of this name. */
  StatelessClient stateless(String user, String agent) {
    return new StatelessClient(endpoints, SERVER, token(user, "grant-of-" + agent, agent));
  }

  /** The endpoint where all upstreams are one, of which there is one. */
  Federation federation() {
    return new Federation(
        guard,
        Upstream.federated(ISSUER + "/mcp"),
        List.of(front.at(upstream)),
        remains.sealer(),
        clock);
  }

  /** A user as a caller, with a token that was made now and a grant of this name. */
  Delegated caller(String user, String grant) {
    return caller(user, grant, "agent-of-" + user);
  }

  /** The same with an agent of this name. */
  Delegated caller(String user, String grant, String agent) {
    Presentation presented =
        Presentation.read("POST", List.of("Bearer " + token(user, grant, agent)), List.of());
    return ((Proceed<Delegated>) guard.admit(presented, upstream, "127.0.0.1")).value();
  }

  /** A message to this guard, as its readers read it. */
  McpMessage.Request request(String json) {
    Envelope read = guard.read(upstream, json.getBytes(UTF_8));
    return (McpMessage.Request) ((Envelope.Single) read).message();
  }

  /** From now on it cannot be kept that a session ended. */
  void fillSessions() {
    remains.sessions().fill();
  }

  /** Accepts a tool's definition as it was seen last, as {@code pins accept} does. */
  void accept(String tool) {
    String seen = guard.catalog().seen(SERVER).get(tool);
    remains.pins().accept(new Pin(SERVER, tool, seen, clock.instant()));
    pinsChanged();
  }

  /** What was seen of the tools counts no longer, as when their server begins anew. */
  void forgetTools() {
    guard.catalog().forget(SERVER);
  }

  /** What happens right after each decision to let a call out, before it goes. */
  void onceDecided(Runnable what) {
    leaves.onceOpened(what);
  }

  /** Lets it be known that other tools are accepted now. */
  void pinsChanged() {
    guard.catalog().changed(SERVER);
  }

  /** Ends every session that was opened for stateless requests. */
  void endBridgedSessions() {
    front.close();
  }

  /** Time passes; whoever goes on after ten minutes needs another token. */
  void pass(Duration time) {
    clock.move(time);
  }

  /** Waits until the guard has seen the tools of its tool server, and has said farewell to it. */
  MemoryGuard awaitTools(String tool) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    // The edition ends last: until then what was seen can still change what is remembered.
    while (!(guard.catalog().standing(SERVER, tool) instanceof Standing.Pinned)
        || guard.catalog().edition(SERVER) == 0) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("the guard does not see the tools");
      }
      Thread.onSpinWait();
    }
    try {
      guard.awaitSeen(Deadline.in(Duration.ofSeconds(60)));
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return this;
  }

  /** Every decision to refuse, oldest first. */
  List<JsonNode> refusals() {
    return leaves().filter(leaf -> leaf.path("decision").asText().equals("deny")).toList();
  }

  /** Waits for the record that a request with this method was refused. */
  JsonNode awaitRefusal(String method) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() - end < 0) {
      for (JsonNode leaf : refusals()) {
        if (leaf.path("method").asText().equals(method)) {
          return leaf;
        }
      }
    }
    throw new AssertionError("no refusal of " + method + " was recorded");
  }

  /** Every decision to let a call with this method through, oldest first. */
  List<JsonNode> permitted(String method) {
    return leaves()
        .filter(leaf -> leaf.path("decision").asText().equals("allow"))
        .filter(leaf -> leaf.path("method").asText().equals(method))
        .toList();
  }

  /** How calls ended, oldest first. */
  List<String> ends() {
    return leaves()
        .filter(leaf -> leaf.path("type").asText().equals("outcome"))
        .map(leaf -> leaf.path("status").asText())
        .toList();
  }

  /** Waits for the record of how some call ended. */
  String awaitEnd() {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() - end < 0) {
      List<String> ends = ends();
      if (!ends.isEmpty()) {
        return ends.getLast();
      }
    }
    throw new AssertionError("no end was recorded");
  }

  /** Every leaf of this type, oldest first. */
  List<JsonNode> leavesOf(String type) {
    return leaves().filter(leaf -> leaf.path("type").asText().equals(type)).toList();
  }

  private Stream<JsonNode> leaves() {
    return leaves.kept().stream().map(leaf -> Json.read(new String(leaf, UTF_8)));
  }

  /** How often something was let out, by method. */
  List<String> allowed() {
    return leaves()
        .filter(leaf -> leaf.path("decision").asText().equals("allow"))
        .map(leaf -> leaf.path("method").asText())
        .toList();
  }

  /** Waits for the decision on a request with this method. */
  JsonNode awaitDecision(String method) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (System.nanoTime() - end < 0) {
      Optional<JsonNode> leaf =
          leaves().filter(one -> one.path("method").asText().equals(method)).findFirst();
      if (leaf.isPresent()) {
        return leaf.get();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("nothing was decided on " + method);
  }

  /** Ends what a user granted under this name. */
  void revokeGrant(String grant) {
    guard.revokeGrant(grant);
  }

  private String token(String user) {
    return token(user, "grant-of-" + user);
  }

  /** A token of the user's own agent, under a grant of this name. */
  String token(String user, String grant) {
    return token(user, grant, "agent-of-" + user);
  }

  String token(String user, String grant, String agent) {
    return token(user, grant, agent, "all");
  }

  private String token(String user, String grant, String agent, String scope) {
    return token(upstream.resource(), user, grant, agent, scope);
  }

  private String token(String resource, String user, String grant, String agent, String scope) {
    agents.enrol(new Agent(agent, "Agent", "dcr", clock.instant(), Agent.State.ACTIVE));
    grants.record(
        new Grant(
            grant,
            "instance-1",
            user,
            agent,
            resource,
            Set.of("all", "tools"),
            clock.instant(),
            clock.instant().plus(Duration.ofDays(1))));
    return new JwtSigner(keys, "at+jwt")
        .sign(
            Map.of(
                "iss",
                ISSUER,
                "aud",
                resource,
                "sub",
                user,
                "client_id",
                agent,
                "grant_id",
                grant,
                "scope",
                scope,
                "jti",
                "token-of-" + user,
                "iat",
                Date.from(clock.instant()),
                "exp",
                Date.from(clock.instant().plusSeconds(600))));
  }

  private static Sealer freshSealer() {
    byte[] key = new byte[32];
    RANDOM.nextBytes(key);
    return new Sealer(new SecretKeySpec(key, "AES"), RANDOM);
  }

  private GuardParts parts(Port port) {
    Providers providers = Providers.ofJdk(RANDOM);
    return new GuardParts(
        new GuardParts.Identity(ISSUER, "test.example"),
        new Authentication.Rules(
            new JwtVerifier(JwtRules.accessToken(ISSUER), keys, providers, clock),
            GrantSource.RECORDED,
            new ProofVerifier(providers, new DpopNonces(RANDOM, clock), clock),
            BoundTokens.OPTIONAL),
        new RotatingIssuer(keys)::current,
        agents,
        grants,
        new Entitlements(),
        remains.pins(),
        List.of(
            new Scope(
                "all",
                "Use everything",
                List.of(Glob.of(SERVER + "/*")),
                List.of(Glob.of(SERVER + "/**")),
                List.of(Glob.of(SERVER + "/*"))),
            new Scope("tools", "Use tools", List.of(Glob.of(SERVER + "/*")), List.of(), List.of())),
        PolicyTable.whateverScopesCover(),
        List.of(),
        remains.journal(),
        leaves,
        List.of(new GuardParts.Wired(upstream, port, mode)),
        new Epoch(),
        clock,
        RANDOM,
        remains.sealer(),
        remains.sessions(),
        ReadRules.request(),
        limits);
  }

  private static final class Entitlements implements Limits {
    @Override
    public Set<String> entitlement(String user) {
      return user.equals(GUEST) ? Set.of("tools") : Set.of("all", "tools");
    }

    @Override
    public Set<String> ceiling(String clientId) {
      return Set.of("all", "tools");
    }
  }

  @Override
  public void close() {
    guard.close();
  }
}
