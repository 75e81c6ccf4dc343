package io.mcpguard.servlet;

import io.mcpguard.GuardParts;
import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.ReadRules;
import io.mcpguard.audit.LedgerJournal;
import io.mcpguard.audit.LostOutcomes;
import io.mcpguard.audit.RecoveryPoint;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.GrantSource;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessFront;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.credential.Credential;
import io.mcpguard.delegation.Limits;
import io.mcpguard.exchange.Epoch;
import io.mcpguard.issuance.AssertionMode;
import io.mcpguard.jose.DpopNonces;
import io.mcpguard.jose.JwtVerifier;
import io.mcpguard.jose.KeySource;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.RotatingIssuer;
import io.mcpguard.jose.Sealer;
import io.mcpguard.jose.SecretKeyFile;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.ledger.LedgerOptions;
import io.mcpguard.ledger.NoteSigner;
import io.mcpguard.oauth.DefaultScope;
import io.mcpguard.oauth.ProtectedResourceMetadata;
import io.mcpguard.oauth.Scopes;
import io.mcpguard.storage.SqlStore;
import io.mcpguard.streamable.BodyReader;
import io.mcpguard.streamable.Challenges;
import io.mcpguard.streamable.Endpoints;
import io.mcpguard.streamable.LocalNames;
import io.mcpguard.upstream.HttpPort;
import io.mcpguard.upstream.Port;
import io.mcpguard.upstream.UpstreamLimits;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Makes the parts of an embedded guard from what its builder was told and what was checked. */
final class Assembly {
  private static final Duration BODY_TIME = Duration.ofSeconds(30);
  private static final Duration OVERLAP = Duration.ofMinutes(10);
  private static final String METADATA = "/.well-known/oauth-protected-resource";
  private static final String KEYS = "/.well-known/jwks.json";

  private final GuardBuilder said;
  private final URI origin;
  private final Upstream upstream;
  private final Deque<Closeable> open = new ArrayDeque<>();
  private final ChainConnection connection = new ChainConnection(UpstreamLimits.standard());

  Assembly(GuardBuilder said) {
    this.said = said;
    this.origin = said.resource.resolve("/");
    this.upstream =
        new Upstream(
            said.name,
            said.resource.toString(),
            said.resource.toString(),
            said.mayAsk,
            said.elicitationHosts);
  }

  GuardFilter filter() throws IOException {
    try {
      return opened();
    } catch (IOException | RuntimeException failed) {
      for (Closeable one : open) {
        close(one, failed);
      }
      throw failed;
    }
  }

  private static void close(Closeable one, Exception failed) {
    try {
      one.close();
    } catch (IOException also) {
      failed.addSuppressed(also);
    }
  }

  private GuardFilter opened() throws IOException {
    SqlStore store = SqlStore.open(said.data, said.clock, said.random);
    open.push(store::close);
    Providers providers = Providers.fastest(said.random);
    Path keys = said.data.resolve("keys");
    SigningKeys assertions =
        SigningKeys.open(keys.resolve("assertions"), OVERLAP, said.clock, providers);
    Path published = said.data.resolve("assertion-jwks.json");
    assertions.publishTo(published);
    NoteSigner signer =
        NoteSigner.openOrCreate(keys.resolve("log"), said.trustDomain + "/ledger", said.random);
    Ledger ledger = Ledger.open(said.data.resolve("ledger"), LedgerOptions.of(signer, said.random));
    open.push(ledger::close);
    RecoveryPoint point = new RecoveryPoint(said.data.resolve("recovery-point"));
    new LostOutcomes(ledger, said.clock).recover(point);
    LedgerJournal journal = new LedgerJournal(ledger, point);
    Sealer sealer =
        new Sealer(SecretKeyFile.open(keys.resolve("sealing"), "AES", said.random), said.random);
    Issuer issuer = issuer();
    JwtVerifier tokens = new JwtVerifier(said.tokens, issuer.keys(), providers, said.clock);
    DpopNonces nonces = new DpopNonces(said.random, said.clock);
    Authentication.Rules authentication =
        new Authentication.Rules(
            tokens,
            GrantSource.TOKEN,
            new ProofVerifier(providers, nonces, said.clock),
            said.boundTokens);
    McpGuard guard = new McpGuard(parts(store, authentication, assertions, journal, sealer));
    open.push(guard::close);
    GuardState state =
        new GuardState(
            guard,
            journal,
            ledger,
            store,
            withoutSlash(origin),
            published,
            issuer.close(),
            new AtomicBoolean());
    return new GuardFilter(serving(guard, issuer.name(), assertions, sealer), state);
  }

  private record Issuer(URI name, KeySource keys, Runnable close) {}

  private Issuer issuer() {
    return switch (said.issuerKeys) {
      case IssuerKeys.Fixed fixed -> new Issuer(fixed.issuer(), fixed.keys(), () -> {});
      case IssuerKeys.At at -> {
        FetchedKeys keys = new FetchedKeys(at.jwks(), said.clock);
        open.push(keys::close);
        yield new Issuer(at.issuer(), keys, keys::close);
      }
      case IssuerKeys.Unset unset -> throw new IllegalStateException("checked before");
    };
  }

  private GuardParts parts(
      SqlStore store,
      Authentication.Rules authentication,
      SigningKeys assertions,
      LedgerJournal journal,
      Sealer sealer) {
    Credential none = new Credential.None();
    HttpPort port = new HttpPort(connection, none, Port.Occasion.WITHIN_REQUESTS);
    return new GuardParts(
        new GuardParts.Identity(withoutSlash(origin), said.trustDomain),
        authentication,
        new RotatingIssuer(assertions)::current,
        store.agents(),
        store.grants(),
        limits(),
        said.pins,
        said.scopes,
        said.policy,
        said.quotas,
        journal,
        store.subjectKeys(),
        List.of(new GuardParts.Wired(upstream, port, AssertionMode.TXN_TOKEN)),
        new Epoch(),
        said.clock,
        said.random,
        sealer,
        store.sessions(),
        new ReadRules(said.limits.nesting(), ReadRules.request().numbers()),
        said.limits.agent());
  }

  private Limits limits() {
    Map<String, Set<String>> users = Map.copyOf(said.users);
    Map<String, Set<String>> agents = Map.copyOf(said.agents);
    Set<String> everyUser = Set.copyOf(said.everyUser);
    Set<String> everything =
        said.scopes.stream().map(Scope::name).collect(Collectors.toUnmodifiableSet());
    return new Limits() {
      @Override
      public Set<String> entitlement(String user) {
        return users.getOrDefault(user, everyUser);
      }

      @Override
      public Set<String> ceiling(String clientId) {
        return agents.getOrDefault(clientId, everything);
      }
    };
  }

  private GuardFilter.Serving serving(
      McpGuard guard, URI issuer, SigningKeys assertions, Sealer sealer) {
    LocalNames names = names();
    StatelessFront stateless = new StatelessFront(guard, said.random);
    open.push(stateless::close);
    Endpoints endpoints =
        new Endpoints(
            guard,
            List.of(stateless.at(upstream)),
            new SessionFront(guard, said.random),
            names,
            new BodyReader(said.limits.body(), BODY_TIME),
            new Challenges(
                origin,
                said.boundTokens,
                upstream ->
                    new DefaultScope(said.defaultScope)
                        .at(guard.catalog().reaching(upstream.name()))),
            sealer);
    return new GuardFilter.Serving(
        said.name,
        said.resource.getRawPath(),
        endpoints,
        names,
        documents(issuer, assertions),
        connection,
        said.threads);
  }

  private LocalNames names() {
    Set<String> hosts = new LinkedHashSet<>(said.hosts);
    hosts.add(said.resource.getHost());
    Set<String> origins = new LinkedHashSet<>(said.origins);
    origins.add(withoutSlash(origin));
    return LocalNames.only(hosts, origins);
  }

  private Documents documents(URI issuer, SigningKeys assertions) {
    Scopes all = Scopes.of(said.scopes.stream().map(Scope::name).toList());
    String metadata =
        new ProtectedResourceMetadata(
                said.resource, said.name, List.of(issuer), all, said.boundTokens)
            .json();
    Map<String, Supplier<String>> documents = new LinkedHashMap<>();
    documents.put(METADATA + said.resource.getRawPath(), () -> metadata);
    documents.put(KEYS, assertions::jwks);
    return new Documents(documents);
  }

  private static String withoutSlash(URI origin) {
    String text = origin.toString();
    return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }
}
