package io.mcpguard.authserver.web;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Lets pages of known origins call an endpoint, and programs that are no browser.
 *
 * <p>The attacker is a web page in the browser of somebody who reaches us where its author does not
 * (Fetch §3.2): a browser says the page's origin in every POST, and no page can say another.
 */
public final class KnownOrigins implements Endpoint {
  private final Endpoint endpoint;
  private final Set<String> origins;

  /** Takes {@code origins}, in lower case, as a browser writes them in {@code Origin}. */
  public KnownOrigins(Endpoint endpoint, Set<String> origins) {
    this.endpoint = endpoint;
    this.origins = Set.copyOf(origins);
  }

  @Override
  public Reply answer(Call call) {
    List<String> said = call.headers().getOrDefault("origin", List.of());
    if (said.isEmpty()) {
      return endpoint.answer(call).with("Vary", "Origin");
    }
    if (said.size() > 1 || !origins.contains(said.getFirst().toLowerCase(Locale.ROOT))) {
      return Reply.json(
              403,
              "{\"error\":\"access_denied\",\"error_description\":\"pages of this origin may not;"
                  + " see allowed-origins\"}")
          .with("Vary", "Origin");
    }
    Reply reply =
        call.method().equals("OPTIONS")
            ? Reply.empty(204)
                .with("Access-Control-Allow-Methods", "POST")
                .with("Access-Control-Allow-Headers", "Content-Type, MCP-Protocol-Version")
                .with("Access-Control-Max-Age", "600")
            : endpoint.answer(call);
    return reply.with("Access-Control-Allow-Origin", said.getFirst()).with("Vary", "Origin");
  }
}
