package io.mcpguard.conformance;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON-RPC messages as bytes, each byte a character, for programs that must not read JSON: the
 * members of the envelope come in the order {@code jsonrpc, id, method}, and the rest after them.
 */
final class Wire {
  private static final Pattern ID = Pattern.compile("\"id\":(\"[^\"]*\"|[-+.0-9eE]+)");
  private static final Pattern TOKEN = Pattern.compile("\"progressToken\":(\"[^\"]*\"|[0-9]+)");
  private static final Pattern NUMBER = Pattern.compile("\"id\":\"\\\\u0069-([0-9]+)\"");
  private static final Pattern CALL =
      Pattern.compile("\"method\":\"(tools/call|resources/read|prompts/get)\"");
  private static final String OFFER =
      "\"capabilities\":{\"tools\":{},\"resources\":{},\"prompts\":{}},\"serverInfo\":{\"name\":\"raw\",\"version\":\"1\"}";
  private static final String META =
      "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
          + "\"io.modelcontextprotocol/clientCapabilities\":{ }";
  private static final String TYPED = "\"resultType\":\"complete\"";
  private static final String CACHED = TYPED + ",\"ttlMs\":0,\"cacheScope\":\"private\"";
  private static final String COMPLETE = "," + CACHED;

  private Wire() {}

  /** Whether it is one of the requests that are replayed. */
  static boolean isCall(String message) {
    return CALL.matcher(message).find();
  }

  /** A message with any id and token in place of its own, which are its sender's business. */
  static String anonymous(String message) {
    String nameless = ID.matcher(message).replaceFirst("\"id\":0");
    return TOKEN.matcher(nameless).replaceFirst("\"progressToken\":0");
  }

  /** What a server says on the way to its answer, if it was asked to; else nothing. */
  static String progress(String call) {
    Matcher token = TOKEN.matcher(call);
    return token.find()
        ? "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{\"unknown\":[1e2],"
            + token.group()
            + ",\"progress\":1.0,\"message\":\"\\u0061\"}}"
        : "";
  }

  /** The answer to a request, whose result or error is {@code rest}. */
  static String answer(String request, String rest) {
    Matcher id = ID.matcher(request);
    if (!id.find()) {
      throw new IllegalArgumentException("a request without an id");
    }
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id.group(1) + "," + rest + "}";
  }

  /** What a tool server of one revision says of itself. */
  static String own(Requirements revision, String request) {
    if (request.contains("\"method\":\"tools/list\"")) {
      return "\"result\":{\"tools\":[{\"name\":\"replay\",\"inputSchema\":{\"type\":\"object\"}}]"
          + (revision == Requirements.OF_2026_07_28 ? COMPLETE : "")
          + "}";
    }
    String greeting = revision == Requirements.OF_2026_07_28 ? "server/discover" : "initialize";
    if (!request.contains("\"method\":\"" + greeting + "\"")) {
      return "\"error\":{\"code\":-32601,\"message\":\"Method not found\"}";
    }
    return switch (revision) {
      case OF_2025_11_25 -> "\"result\":{\"protocolVersion\":\"2025-11-25\"," + OFFER + "}";
      case OF_2026_07_28 ->
          "\"result\":{\"supportedVersions\":[\"2026-07-28\"]," + OFFER + COMPLETE + "}";
    };
  }

  /** A request with these params. */
  static String call(int number, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":\"\\u0069-"
        + number
        + "\",\"method\":\""
        + method
        + "\",\"params\":"
        + params
        + "}";
  }

  /** The same in the form of a revision: a stateless request says who asks. */
  static String params(Requirements revision, String params) {
    return switch (revision) {
      case OF_2025_11_25 -> params;
      case OF_2026_07_28 ->
          params.contains("\"_meta\":{")
              ? params.replaceFirst("\"_meta\":\\{", "\"_meta\":{" + META + ",")
              : params.replaceFirst("\\{", "{\"_meta\":{" + META + "},");
    };
  }

  /** An answer in the form of a revision. */
  static String rest(Requirements revision, Corpus.Exchange exchange) {
    String kept = exchange.asked() == Corpus.Asked.RESOURCE ? CACHED : TYPED;
    return switch (revision) {
      case OF_2025_11_25 -> exchange.answer();
      case OF_2026_07_28 ->
          exchange.answer().replaceFirst("^\"result\":\\{", "\"result\":{" + kept + ",");
    };
  }

  /** The number of a call, if it goes under its client's id. */
  static int number(String message) {
    Matcher id = NUMBER.matcher(message);
    if (!id.find()) {
      throw new IllegalArgumentException("a call under another id");
    }
    return Integer.parseInt(id.group(1));
  }
}
