package io.mcpguard.server.transport;

import io.mcpguard.streamable.ProofEndpoint;
import java.io.IOException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The proofs of calls, for those who made them. */
public final class ProofHandler extends Handler.Abstract {
  private final ProofEndpoint proofs;
  private final LeavingWatch watch = new LeavingWatch();

  /** Serves {@code proofs} by the ids of their calls. */
  public ProofHandler(ProofEndpoint proofs) {
    this.proofs = proofs;
    installBean(watch);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    String path = Request.getPathInContext(request);
    if (!path.startsWith(ProofEndpoint.PATH)) {
      return false;
    }
    try {
      try (JettyExchange exchange = new JettyExchange(request, response, watch)) {
        proofs.serve(path.substring(ProofEndpoint.PATH.length()), exchange);
      }
      callback.succeeded();
    } catch (IOException gone) {
      callback.failed(gone);
    }
    return true;
  }
}
