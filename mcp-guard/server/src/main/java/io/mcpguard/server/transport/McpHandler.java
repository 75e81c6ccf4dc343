package io.mcpguard.server.transport;

import io.mcpguard.streamable.Endpoints;
import java.io.IOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The MCP endpoints: {@code /mcp/{server}}, and {@code /mcp} for all of them as one. */
public final class McpHandler extends Handler.Abstract {
  /** Below this path lie the endpoints. */
  public static final String PREFIX = "/mcp/";

  /** The endpoint of all upstreams. */
  public static final String FEDERATED = "/mcp";

  private final Endpoints endpoints;
  private final LeavingWatch watch = new LeavingWatch();

  /** Serves {@code endpoints} by their names. */
  public McpHandler(Endpoints endpoints) {
    this.endpoints = endpoints;
    installBean(watch);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    // Some clients look for metadata below the endpoint; the authorization server has it there.
    boolean federated = path.equals(FEDERATED);
    if (!federated && (!path.startsWith(PREFIX) || path.contains("/.well-known/"))) {
      return false;
    }
    try {
      try (JettyExchange exchange = new JettyExchange(request, response, watch)) {
        endpoints.serve(federated ? "" : path.substring(PREFIX.length()), exchange);
      }
      callback.succeeded();
    } catch (IOException gone) {
      // The client has left; what was recorded stays recorded.
      callback.failed(gone);
    }
    return true;
  }
}
