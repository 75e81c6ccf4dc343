package io.mcpguard.authserver.web;

/**
 * Lets pages of any origin call an endpoint that uses no cookie: clients that run in a browser
 * (Fetch §3.2). There is nothing a stranger's page could do that the stranger cannot do without it.
 */
public final class CrossOrigin implements Endpoint {
  private final Endpoint endpoint;

  public CrossOrigin(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public Reply answer(Call call) {
    return call.method().equals("OPTIONS")
        ? Reply.empty(204)
            .with("Access-Control-Allow-Origin", "*")
            .with("Access-Control-Allow-Methods", "GET, POST")
            .with(
                "Access-Control-Allow-Headers",
                "Authorization, DPoP, Content-Type, MCP-Protocol-Version")
            .with("Access-Control-Max-Age", "600")
        : endpoint.answer(call).anyOrigin();
  }
}
