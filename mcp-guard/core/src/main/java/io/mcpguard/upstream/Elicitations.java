package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.catalog.Upstream;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.OptionalLong;

/**
 * Where a tool server may send a person by URL elicitation (contracts §3): only where the operator
 * said, whether it asks by a request or by an error.
 */
final class Elicitations {
  /** {@code URLElicitationRequiredError} (2025-11-25, client/elicitation). */
  private static final long REQUIRED = -32042;

  private Elicitations() {}

  /** Whether {@code url} is one of {@code upstream}'s own places, by HTTPS. */
  static boolean leadsWhereItMay(Upstream upstream, String url) {
    try {
      URI uri = new URI(url);
      return "https".equalsIgnoreCase(uri.getScheme())
          && uri.getHost() != null
          && upstream.elicitationHosts().contains(uri.getHost().toLowerCase(Locale.ROOT));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Whether an error of {@code upstream}'s sends nobody where it may not. */
  static boolean mayPass(Upstream upstream, JsonValue error) {
    if (!(error instanceof JsonObject object)
        || !object.integer("code").equals(OptionalLong.of(REQUIRED))) {
      return true;
    }
    return upstream.mayAsk().contains("elicitation")
        && object.object("data").flatMap(data -> data.array("elicitations")).stream()
            .flatMap(elicitations -> elicitations.values().stream())
            .allMatch(elicitation -> mayAsk(upstream, elicitation));
  }

  private static boolean mayAsk(Upstream upstream, JsonValue elicitation) {
    return elicitation instanceof JsonObject asked
        && leadsWhereItMay(upstream, asked.string("url").orElse(""));
  }
}
