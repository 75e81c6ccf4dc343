package io.mcpguard.examples.chain;

import io.mcpguard.assertion.AssertionFilter;
import io.mcpguard.assertion.AssertionVerifier;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.MemoryReplayStore;
import io.mcpguard.assertion.VerifierRules;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;

/** A tool server whose tool {@code settle} pays an invoice at the payments server. */
final class Bookkeeper implements AutoCloseable {
  private static final String PATH = "/mcp";
  private static final String TXN_TOKEN = "Txn-Token";
  private static final Map<String, Object> ARGUMENTS =
      Map.of(
          "type",
          "object",
          "properties",
          Map.of("invoice", Map.of("type", "string"), "amount", Map.of("type", "string")),
          "required",
          List.of("invoice", "amount"));

  private final Server jetty;
  private final URI endpoint;
  private final CompletableFuture<NextCall> payments = new CompletableFuture<>();

  /** Listens at once; calls are verified with {@code keys}. */
  Bookkeeper(URI issuer, String trustDomain, KeySource keys) throws Exception {
    this.jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    connector.open();
    jetty.addConnector(connector);
    this.endpoint = URI.create("http://127.0.0.1:" + connector.getLocalPort() + PATH);
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .mcpEndpoint(PATH)
            .contextExtractor(Bookkeeper::context)
            .build();
    McpSyncServer server =
        McpServer.sync(transport)
            .serverInfo("bookkeeper", "0.1.0")
            .tools(
                new SyncToolSpecification(
                    Tool.builder("settle", ARGUMENTS).description("Settle an invoice").build(),
                    this::settle))
            .build();
    ServletContextHandler context = new ServletContextHandler("/");
    InstantSource clock = InstantSource.system();
    FilterHolder filter =
        new FilterHolder(
            new AssertionFilter(
                new AssertionVerifier(
                    VerifierRules.strict(issuer.toString(), trustDomain, endpoint.toString()),
                    keys,
                    new MemoryReplayStore(MemoryReplayStore.USUAL_CAPACITY, clock),
                    clock)));
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    ServletHolder servlet = new ServletHolder(transport);
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, PATH);
    context.addEventListener(
        new LifeCycle.Listener() {
          @Override
          public void lifeCycleStopping(LifeCycle event) {
            server.closeGracefully();
          }
        });
    jetty.setHandler(context);
    jetty.start();
  }

  /** What a tool gets to know of the request: the verified call, and the token to hand on. */
  private static McpTransportContext context(HttpServletRequest request) {
    Map<String, Object> context = new HashMap<>(AssertionFilter.contextOf(request));
    Optional.ofNullable(request.getHeader(TXN_TOKEN))
        .ifPresent(token -> context.put(TXN_TOKEN, token));
    return McpTransportContext.create(context);
  }

  /** From now on it can call payments. */
  void paysBy(NextCall next) {
    payments.complete(next);
  }

  private CallToolResult settle(McpSyncServerExchange exchange, CallToolRequest call) {
    String serving = (String) exchange.transportContext().get(TXN_TOKEN);
    return payments.join().call("pay_invoice", call.arguments(), serving);
  }

  URI endpoint() {
    return endpoint;
  }

  @Override
  public void close() {
    try {
      jetty.stop();
    } catch (Exception fault) {
      throw new IllegalStateException("the bookkeeper did not stop", fault);
    }
  }
}
