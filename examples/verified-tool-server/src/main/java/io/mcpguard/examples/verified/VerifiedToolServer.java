package io.mcpguard.examples.verified;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.assertion.sdk.AssertionContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumSet;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** A payments server on loopback that verifies every call. */
public final class VerifiedToolServer implements AutoCloseable {
  private static final String PATH = "/mcp";

  private final Server jetty;
  private final McpSyncServer mcp;
  private final URI endpoint;

  private VerifiedToolServer(Server jetty, McpSyncServer mcp, URI endpoint) {
    this.jetty = jetty;
    this.mcp = mcp;
    this.endpoint = endpoint;
  }

  /** Starts from the command line; see {@link ServerOptions#parse}. */
  public static void main(String[] arguments) throws Exception {
    VerifiedToolServer server = start(ServerOptions.parse(arguments), InstantSource.system());
    System.out.println("verified-tool-server listens at " + server.endpoint());
    server.jetty.join();
  }

  /**
   * Starts and returns once connections are accepted.
   *
   * @throws Exception when the port is taken
   */
  public static VerifiedToolServer start(ServerOptions options, InstantSource clock)
      throws Exception {
    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.setPort(options.port());
    connector.open();
    jetty.addConnector(connector);
    URI endpoint = URI.create("http://127.0.0.1:" + connector.getLocalPort() + PATH);
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .mcpEndpoint(PATH)
            .contextExtractor(new AssertionContext())
            .build();
    McpSyncServer mcp =
        McpServer.sync(transport)
            .serverInfo("verified-tool-server", "0.1.0")
            .tools(new PaymentTools(Invoices.samples()).tools())
            .build();
    ServletContextHandler context = new ServletContextHandler("/");
    context.addFilter(verified(options, endpoint, clock), "/*", EnumSet.of(DispatcherType.REQUEST));
    ServletHolder servlet = new ServletHolder(transport);
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, PATH);
    jetty.setHandler(context);
    jetty.start();
    return new VerifiedToolServer(jetty, mcp, endpoint);
  }

  /** All it takes to verify every call of a servlet. */
  private static FilterHolder verified(ServerOptions options, URI endpoint, InstantSource clock) {
    VerifierRules rules =
        VerifierRules.strict(options.issuer(), options.trustDomain(), options.nameAt(endpoint));
    MemoryReplayStore used = new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock);
    KeySource keys = options.keys();
    FilterHolder filter =
        new FilterHolder(new AssertionFilter(new AssertionVerifier(rules, keys, used, clock)));
    filter.setAsyncSupported(true);
    return filter;
  }

  /** Where the server is reached. */
  public URI endpoint() {
    return endpoint;
  }

  /** Ends all sessions and frees the port. */
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
