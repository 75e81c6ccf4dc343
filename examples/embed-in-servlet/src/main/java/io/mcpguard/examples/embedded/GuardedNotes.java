package io.mcpguard.examples.embedded;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeyFile;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.ledger.LedgerVerifier;
import io.mcpguard.ledger.Verification;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.servlet.GuardBuilder;
import io.mcpguard.servlet.GuardFilter;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A notebook as an MCP server on loopback, guarded. */
public final class GuardedNotes implements AutoCloseable {
  private static final String PATH = "/mcp";
  private static final String DOMAIN = "notes.example";

  private final Server jetty;
  private final McpSyncServer mcp;
  private final GuardFilter guard;
  private final URI endpoint;

  private GuardedNotes(Server jetty, McpSyncServer mcp, GuardFilter guard, URI endpoint) {
    this.jetty = jetty;
    this.mcp = mcp;
    this.guard = guard;
    this.endpoint = endpoint;
  }

  /** Starts with the issuer's URL, the URL of its keys, and optionally a port. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      throw new IllegalArgumentException("give the issuer's URL and the URL of its key set");
    }
    URI issuer = URI.create(arguments[0]);
    URI keys = URI.create(arguments[1]);
    int port = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0;
    GuardedNotes notes = start(port, Path.of("guard-data"), guard -> guard.issuer(issuer, keys));
    System.out.println("guarded notes at " + notes.endpoint());
    notes.jetty.join();
  }

  /**
   * Starts and returns once connections are accepted.
   *
   * @param tokens says who issues the access tokens
   * @throws Exception when the port or the data directory is taken
   */
  public static GuardedNotes start(int port, Path data, UnaryOperator<GuardBuilder> tokens)
      throws Exception {
    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.open();
    jetty.addConnector(connector);
    URI endpoint = URI.create("http://127.0.0.1:" + connector.getLocalPort() + PATH);

    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .mcpEndpoint(PATH)
            .contextExtractor(call -> McpTransportContext.create(AssertionFilter.contextOf(call)))
            .build();
    McpSyncServer mcp =
        McpServer.sync(transport).serverInfo("notes", "1").tools(new NoteTools().tools()).build();

    GuardFilter guard = tokens.apply(guard(endpoint, data)).open();
    ServletContextHandler context = new ServletContextHandler("/");
    FilterHolder inFront = new FilterHolder(guard);
    for (String path : guard.paths()) {
      context.addFilter(inFront, path, EnumSet.of(DispatcherType.REQUEST));
    }
    context.addFilter(
        new FilterHolder(verifier(endpoint, guard)), PATH, EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(transport), PATH);
    jetty.setHandler(context);
    jetty.start();
    return new GuardedNotes(jetty, mcp, guard, endpoint);
  }

  /** What the guard has to be told. */
  private static GuardBuilder guard(URI endpoint, Path data) {
    return GuardFilter.of(endpoint)
        .name("notes")
        .data(data)
        .trustDomain(DOMAIN)
        .scope("notes.read", "Read your note", "read_note")
        .scope("notes.write", "Change your note", "write_note")
        .everyUser("notes.read", "notes.write")
        .quota(QuotaRule.of("calls", EnumSet.of(QuotaRule.Per.USER), 100, Duration.ofMinutes(1)))
        .defaultScope("notes.read");
  }

  /** Lets the tools learn for whom they act, from the guard's assertion and from nowhere else. */
  private static Filter verifier(URI endpoint, GuardFilter guard) throws IOException {
    InstantSource clock = InstantSource.system();
    VerifierRules rules =
        VerifierRules.strict(guard.assertionIssuer(), DOMAIN, endpoint.toString());
    MemoryReplayStore used = new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock);
    KeyFile keys = new KeyFile(guard.assertionKeys(), clock);
    return new AssertionFilter(new AssertionVerifier(rules, keys, used, clock));
  }

  /** Where the server is reached. */
  public URI endpoint() {
    return endpoint;
  }

  /** Recomputes all evidence so far, from the files alone. */
  public Verification verifyEvidence() {
    return LedgerVerifier.verify(guard.ledger());
  }

  /** Ends all sessions, closes the ledger and frees the port. */
  @Override
  public void close() {
    mcp.closeGracefully();
    try {
      jetty.stop();
    } catch (Exception fault) {
      throw new IllegalStateException("the server did not stop", fault);
    }
  }
}
