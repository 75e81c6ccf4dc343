package io.mcpguard.conformance;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A tool server on the MCP Java SDK, which speaks the earlier form of MCP alone: over HTTP on Jetty
 * in this JVM, or on standard input and output as a program.
 */
final class JavaSdkServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String PATH = "/mcp";

  /** What neither the SDK nor this class needs; it would say things on standard output. */
  private static final String LOG_BACK_END = "logback";

  private final Server jetty;
  private final McpSyncServer mcp;
  private final URI url;

  private JavaSdkServer(Server jetty, McpSyncServer mcp, URI url) {
    this.jetty = jetty;
    this.mcp = mcp;
    this.url = url;
  }

  /** Serves over HTTP, in sessions. */
  static JavaSdkServer start() throws Exception {
    return serving((context, url) -> {});
  }

  /** The same behind a filter, which is made once the server's URL is known. */
  static JavaSdkServer behind(Function<URI, Filter> filter) throws Exception {
    return serving((context, url) -> {
      FilterHolder holder = new FilterHolder(filter.apply(url));
      holder.setAsyncSupported(true);
      context.addFilter(holder, "/*", EnumSet.of(DispatcherType.REQUEST));
    });
  }

  private static JavaSdkServer serving(BiConsumer<ServletContextHandler, URI> more)
      throws Exception {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder().mcpEndpoint(PATH).build();
    McpSyncServer mcp = JavaSdkTools.offered(McpServer.sync(transport));
    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost(HOST);
    connector.open();
    jetty.addConnector(connector);
    URI url = URI.create("http://" + HOST + ":" + connector.getLocalPort() + PATH);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(transport);
    holder.setAsyncSupported(true);
    context.addServlet(holder, PATH);
    more.accept(context, url);
    jetty.setHandler(context);
    jetty.start();
    return new JavaSdkServer(jetty, mcp, url);
  }

  /** The command line that serves on standard input and output; it needs no environment. */
  static List<String> command() {
    String classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(entry -> !Path.of(entry).getFileName().toString().startsWith(LOG_BACK_END))
            .collect(Collectors.joining(File.pathSeparator));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-cp",
        classPath,
        JavaSdkServer.class.getName());
  }

  /** Serves until the input ends. */
  public static void main(String[] arguments) {
    var unused =
        JavaSdkTools.offered(
            McpServer.sync(new StdioServerTransportProvider(McpJsonDefaults.getMapper())));
  }

  URI url() {
    return url;
  }

  @Override
  public void close() {
    mcp.close();
    try {
      jetty.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server could not be stopped", e);
    }
  }
}
