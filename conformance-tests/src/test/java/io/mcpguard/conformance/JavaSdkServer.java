package io.mcpguard.conformance;

import io.modelcontextprotocol.json.McpJsonDefaults;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;

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
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder().mcpEndpoint(PATH).build();
    McpSyncServer mcp = JavaSdkTools.offered(McpServer.sync(transport));
    Server jetty = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(transport);
    holder.setAsyncSupported(true);
    context.addServlet(holder, PATH);
    jetty.setHandler(context);
    jetty.start();
    int port = jetty.getURI().getPort();
    return new JavaSdkServer(jetty, mcp, URI.create("http://" + HOST + ":" + port + PATH));
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
