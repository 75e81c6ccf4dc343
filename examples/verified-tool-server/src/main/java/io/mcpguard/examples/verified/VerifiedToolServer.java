package io.mcpguard.examples.verified;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.mcpguard.assertion.sdk.AssertionContext;
import io.mcpguard.assertion.signature.ResultSignatureFilter;
import io.mcpguard.assertion.signature.ResultSigner;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessSyncServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
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
  private static final String NAME = "verified-tool-server";
  private static final String VERSION = "0.1.0";

  private final Server jetty;
  private final Runnable end;
  private final URI endpoint;

  private VerifiedToolServer(Server jetty, Runnable end, URI endpoint) {
    this.jetty = jetty;
    this.end = end;
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
    ServletContextHandler context = new ServletContextHandler("/");
    context.addFilter(verified(options, endpoint, clock), "/*", EnumSet.of(DispatcherType.REQUEST));
    PaymentTools tools = new PaymentTools(Invoices.samples());
    Runnable end =
        options.signsResults()
            ? signed(context, tools, options, clock)
            : inSessions(context, tools);
    jetty.setHandler(context);
    jetty.start();
    return new VerifiedToolServer(jetty, end, endpoint);
  }

  private static Runnable inSessions(ServletContextHandler context, PaymentTools tools) {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .mcpEndpoint(PATH)
            .contextExtractor(new AssertionContext())
            .build();
    McpSyncServer mcp =
        McpServer.sync(transport).serverInfo(NAME, VERSION).tools(tools.tools()).build();
    ServletHolder servlet = new ServletHolder(transport);
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, PATH);
    return mcp::closeGracefully;
  }

  /** All it takes to sign every result: the stateless transport answers in JSON, whole. */
  private static Runnable signed(
      ServletContextHandler context, PaymentTools tools, ServerOptions options, InstantSource clock)
      throws IOException, GeneralSecurityException {
    HttpServletStatelessServerTransport transport =
        HttpServletStatelessServerTransport.builder()
            .messageEndpoint(PATH)
            .contextExtractor(new AssertionContext())
            .build();
    McpStatelessSyncServer mcp =
        McpServer.sync(transport).serverInfo(NAME, VERSION).tools(tools.statelessTools()).build();
    ResultSigner signer = new ResultSigner(ResultKey.in(options.signing()));
    context.addFilter(
        new FilterHolder(new ResultSignatureFilter(signer, clock)),
        "/*",
        EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(transport), PATH);
    return mcp::closeGracefully;
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
    end.run();
    try {
      jetty.stop();
    } catch (Exception fault) {
      throw new IllegalStateException("the server did not stop", fault);
    }
  }
}
