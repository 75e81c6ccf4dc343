package io.mcpguard.streamable;

import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Lets pages of the origins that the operator named call the endpoints (Fetch §3.2): clients that
 * run in a browser. No page's cookies ever count, and no origin is let in by a wildcard.
 */
final class CrossOrigin {
  private static final byte[] NOTHING = {};
  private static final String HEADERS =
      "Authorization, DPoP, Content-Type, Accept, Mcp-Session-Id, MCP-Protocol-Version, Mcp-Method,"
          + " Mcp-Name, Last-Event-ID";
  private static final Pattern ARGUMENT =
      Pattern.compile("mcp-param-[!#$%&'*+.^_`|~0-9a-z-]{1,128}", Pattern.CASE_INSENSITIVE);
  private static final int MOST_ARGUMENTS = 32;

  private CrossOrigin() {}

  /**
   * A preflight comes without credentials and is answered without any (Fetch §3.2.2).
   *
   * @return whether this request was one, and is answered now
   */
  static boolean answersPreflight(ClientExchange exchange) throws IOException {
    if (!exchange.method().equals("OPTIONS")
        || exchange.values("Origin").isEmpty()
        || exchange.values("Access-Control-Request-Method").isEmpty()) {
      return false;
    }
    exchange.field("Access-Control-Allow-Methods", "GET, POST, DELETE");
    exchange.field("Access-Control-Allow-Headers", allowed(exchange));
    exchange.field("Access-Control-Max-Age", "600");
    exchange.status(204);
    exchange.whole(NOTHING);
    return true;
  }

  /** The headers of MCP, and those of the arguments that a tool's schema names. */
  private static String allowed(ClientExchange exchange) {
    Stream<String> arguments =
        exchange.values("Access-Control-Request-Headers").stream()
            .flatMap(line -> Stream.of(line.split(",", -1)))
            .map(String::strip)
            .filter(name -> ARGUMENT.matcher(name).matches())
            .limit(MOST_ARGUMENTS);
    return Stream.concat(Stream.of(HEADERS), arguments).collect(Collectors.joining(", "));
  }

  /** Lets a page of an origin that was found good read the response. */
  static void letRead(ClientExchange exchange) {
    List<String> origins = exchange.values("Origin");
    if (!origins.isEmpty()) {
      exchange.field("Access-Control-Allow-Origin", origins.getFirst());
      exchange.field("Vary", "Origin");
      exchange.field(
          "Access-Control-Expose-Headers",
          "WWW-Authenticate, DPoP-Nonce, Mcp-Session-Id, MCP-Protocol-Version, Retry-After,"
              + " RateLimit, RateLimit-Policy");
    }
  }
}
