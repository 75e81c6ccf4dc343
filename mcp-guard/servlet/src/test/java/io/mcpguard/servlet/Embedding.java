package io.mcpguard.servlet;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.jose.Providers;
import io.mcpguard.jose.SigningKeys;
import io.mcpguard.testkit.MovableClock;
import io.mcpguard.testkit.ScriptedClient;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A servlet in a real container, the guard in front of it, and a signer of its users' tokens. */
final class Embedding {
  static final String ISSUER = "https://idp.example";
  static final String DOMAIN = "notes.example";
  static final String PATH = "/mcp";

  private static final SecureRandom RANDOM = new SecureRandom();

  final MovableClock clock = MovableClock.at("2026-11-23T12:00:00Z");
  final SigningKeys keys =
      SigningKeys.inMemory(Duration.ofHours(1), clock, Providers.ofJdk(RANDOM));
  final GuardFilter filter;
  final URI endpoint;
  private final Server jetty = new Server();
  private final ServletContextHandler context = new ServletContextHandler("/");

  private Embedding(Path data, UnaryOperator<GuardBuilder> more) throws IOException {
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.open();
    jetty.addConnector(connector);
    this.endpoint = URI.create("http://127.0.0.1:" + connector.getLocalPort() + PATH);
    GuardBuilder usual =
        GuardFilter.of(endpoint)
            .name("notes")
            .data(data)
            .trustDomain(DOMAIN)
            .issuer(URI.create(ISSUER), keys)
            .scope("notes.read", "Read notes", "read_*")
            .scope("notes.write", "Change notes", "write_*")
            .user("alice", "notes.read", "notes.write")
            .defaultScope("notes.read")
            .clock(clock);
    this.filter = more.apply(usual).open();
    context.addFilter(new FilterHolder(filter), "/*", EnumSet.of(DispatcherType.REQUEST));
    jetty.setHandler(context);
  }

  private Embedding start(Servlet servlet) throws Exception {
    context.addServlet(new ServletHolder(servlet), PATH + "/*");
    jetty.start();
    return this;
  }

  static Embedding of(Servlet servlet, Path data) throws Exception {
    return of(servlet, data, usual -> usual);
  }

  /** One with a verifier of assertions between guard and servlet. */
  static Embedding verified(Servlet servlet, Path data) throws Exception {
    Embedding embedding = new Embedding(data, usual -> usual);
    embedding.context.addFilter(
        new FilterHolder(new AssertionFilter(embedding.verifier())),
        PATH,
        EnumSet.of(DispatcherType.REQUEST));
    return embedding.start(servlet);
  }

  static Embedding of(Servlet servlet, Path data, UnaryOperator<GuardBuilder> more)
      throws Exception {
    return new Embedding(data, more).start(servlet);
  }

  /** As a servlet has it that wants to know for whom it acts. */
  AssertionVerifier verifier() throws IOException {
    String issuer = "http://127.0.0.1:" + endpoint.getPort();
    return new AssertionVerifier(
        VerifierRules.strict(issuer, DOMAIN, endpoint.toString()),
        new KeyFile(filter.assertionKeys(), clock),
        new MemoryReplayStore(100, clock),
        clock);
  }

  /** A token as the external authorization server would issue it to alice's agent. */
  String token(String scope) {
    return token(Map.of("scope", scope));
  }

  String token(Map<String, ?> other) {
    Map<String, Object> claims = new HashMap<>();
    claims.put("iss", ISSUER);
    claims.put("aud", endpoint.toString());
    claims.put("sub", "alice");
    claims.put("client_id", "agent-1");
    claims.put("scope", "notes.read");
    claims.put("jti", "token-1");
    claims.put("iat", Date.from(clock.instant()));
    claims.put("exp", Date.from(clock.instant().plusSeconds(600)));
    claims.putAll(other);
    return new JwtSigner(keys, "at+jwt").sign(claims);
  }

  /** A client that presents this token, with a session. */
  ScriptedClient client(String token) throws Exception {
    ScriptedClient client = new ScriptedClient(endpoint).withBearer(token);
    client.initialize("2025-11-25");
    return client;
  }

  void stop() throws Exception {
    jetty.stop();
  }
}
