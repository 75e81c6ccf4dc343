package io.mcpguard.server.proxy;

import io.mcpguard.agents.Agent;
import io.mcpguard.delegation.Grant;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.jose.JwtSigner;
import io.mcpguard.ledger.LogKeyFile;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Ports;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.ScriptedClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A whole guard in front of an echoing tool server, in this process, with tokens at hand. */
public final class CallingGuard implements AutoCloseable {
  static final String OTHER_ORIGIN = "http://localhost:6274";
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Closing tools;
  private final Path data;
  private final URI url;
  private final GuardServer server;

  /** Ends the tool server. */
  private interface Closing extends AutoCloseable {
    @Override
    void close();
  }

  /** Starts one with its data in a folder. */
  public CallingGuard(Path folder) throws Exception {
    this(folder, EchoToolServer.with("echo", "hidden"));
  }

  private CallingGuard(Path folder, EchoToolServer tools) throws Exception {
    this(folder, tools.url(), tools::close);
  }

  /** The same in front of a tool server with the tools {@code echo} and {@code send}. */
  public CallingGuard(Path folder, RecordingUpstream tools) throws Exception {
    this(folder, tools.url(), tools::close);
  }

  private CallingGuard(Path folder, URI tools, Closing closing) throws Exception {
    this.tools = closing;
    int port = Ports.free();
    this.data = folder.resolve("data");
    this.url = URI.create("http://127.0.0.1:" + port);
    Path file =
        Files.writeString(
            folder.resolve("guard.yaml"),
            """
            data: "%s"
            listen: { mcp: "127.0.0.1:%d", admin: "127.0.0.1:0", public-url: "%s" }
            users: { alice: { may: [echo.use] }, bob: { may: [echo.use] } }
            agents: { default: { ceiling: [echo.use] } }
            upstreams:
              echo: { url: "%s", assertion: txn-token }
              other: { url: "%s", assertion: txn-token }
            authorization: { embedded: {}, default-resource: echo }
            scopes: { echo.use: { says: Echo, tools: ["echo/echo", "echo/send", "other/echo"] } }
            allowed-origins: ["%s"]
            """
                .formatted(data, port, url, tools, tools, OTHER_ORIGIN));
    this.server =
        switch (Configuration.read(file)) {
          case ConfigurationRead.Read read -> GuardServer.open(read);
          case ConfigurationRead.Invalid invalid -> throw new IOException(invalid.toString());
        };
    server.start();
    server.guard().awaitSeen(Deadline.in(Duration.ofSeconds(60)));
  }

  /** The guard. */
  public GuardServer server() {
    return server;
  }

  /** What it was started with. */
  public Path configuration() {
    return data.resolveSibling("guard.yaml");
  }

  /** The token of operators. */
  public Path adminToken() {
    return data.resolve("admin-token");
  }

  /** Where operators ask. */
  public URI admin() {
    return URI.create("http://127.0.0.1:" + server.adminPort());
  }

  URI url() {
    return url;
  }

  URI proof(String txn) {
    return url.resolve("/audit/v1/proof/" + txn);
  }

  /** A bearer token of a user's agent for one of the endpoints. */
  String token(String user, String agent, String upstream) {
    return token(user, agent, upstream, Map.of());
  }

  String token(String user, String agent, String upstream, Map<String, Object> more) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    String resource = url + "/mcp/" + upstream;
    String grant = "grant-" + user + "-" + agent + "-" + upstream;
    server.store().agents().enrol(new Agent(agent, agent, "dcr", now, Agent.State.ACTIVE));
    if (server.store().grants().find(grant).isEmpty()) {
      Instant end = now.plus(Duration.ofDays(1));
      Set<String> scopes = Set.of("echo.use");
      server
          .store()
          .grants()
          .record(new Grant(grant, "instance-1", user, agent, resource, scopes, now, end));
    }
    Map<String, Object> claims = new HashMap<>(more);
    claims.put("iss", url.toString());
    claims.put("aud", resource);
    claims.put("sub", user);
    claims.put("client_id", agent);
    claims.put("grant_id", grant);
    claims.put("scope", "echo.use");
    claims.put("jti", grant);
    claims.put("iat", Date.from(now));
    claims.put("exp", Date.from(now.plusSeconds(600)));
    return new JwtSigner(server.signingKeys().getFirst(), "at+jwt").sign(claims);
  }

  /** The answer to a call by alice's usual agent. */
  public Answer call(String tool) throws Exception {
    return client().call(tool, "{\"text\":\"once\"}");
  }

  /** That agent, in a session of its own. */
  public ScriptedClient client() throws Exception {
    ScriptedClient client =
        new ScriptedClient(url.resolve("/mcp/echo")).withBearer(token("alice", "agent", "echo"));
    client.initialize("2025-11-25");
    return client;
  }

  /** The id of a call that was let out and answered. */
  public String allowed() throws Exception {
    return call("echo").result().at("/_meta/io.mcpguard~1receipt/txn").asText();
  }

  /** Waits until both records of a call are published. */
  public void published(String txn) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!leaves().anyMatch(leaf -> leaf.contains("\"outcome\"") && leaf.contains(txn))) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("the outcome was not published");
      }
    }
  }

  /** Every leaf that is published now, read from the ledger: no budget of a caller is spent. */
  private Stream<String> leaves() throws IOException {
    Stream.Builder<String> leaves = Stream.builder();
    server
        .ledger()
        .reader()
        .<IOException>forEach(
            0, leaf -> leaves.add(new String(leaf.bytes(), StandardCharsets.UTF_8)));
    return leaves.build();
  }

  /** Hands the ledger over to another key. */
  public void rotateLogKey() throws Exception {
    String origin = server.ledger().verifierKey().name();
    new LogKeyFile(data.resolve("keys").resolve("log"), origin, new SecureRandom())
        .rotate(server.ledger(), Instant.now(), Duration.ofSeconds(60));
  }

  /** The id of a call that was refused. */
  String refused() throws Exception {
    return call("hidden").message().at("/error/data/decision").asText();
  }

  /** Asks with these headers, name by name. */
  static HttpResponse<String> get(URI uri, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    try (tools) {
      server.close();
    }
  }
}
