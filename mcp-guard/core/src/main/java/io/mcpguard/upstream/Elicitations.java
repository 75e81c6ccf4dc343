package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a tool server may send a person by URL elicitation (contracts §3): only where the operator
 * said, whether it asks by a request or by an error.
 */
final class Elicitations {
  /** {@code URLElicitationRequiredError} (2025-11-25, client/elicitation). */
  private static final double REQUIRED = -32042;

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
    if (!(error instanceof JsonObject object) || !isRequired(object)) {
      return true;
    }
    Optional<JsonArray> list = object.object("data").flatMap(data -> data.array("elicitations"));
    return upstream.mayAsk().contains("elicitation")
        && list.isPresent()
        && list.get().values().stream().allMatch(each -> mayAsk(upstream, each));
  }

  /** An error as the client is to get it: as it came, or ours in the place of what may not pass. */
  static byte[] passed(Upstream upstream, ExchangeId exchange, ServerMessage.Answered error) {
    if (mayPass(upstream, error.outcome())) {
      return error.document().bytes();
    }
    Denial denial =
        Denial.of(Reason.UPSTREAM_WRONG, "its error sends a person outside elicitation-hosts");
    return Answers.error(denial, exchange, error.id());
  }

  /** However the number is spelled: the client may read {@code -32042.0} as the same. */
  private static boolean isRequired(JsonObject error) {
    return error.number("code").map(JsonNumber::asDouble).filter(c -> c == REQUIRED).isPresent();
  }

  private static boolean mayAsk(Upstream upstream, JsonValue elicitation) {
    return elicitation instanceof JsonObject asked
        && leadsWhereItMay(upstream, asked.string("url").orElse(""));
  }
}
