package io.mcpguard.connect;

import io.mcpguard.http.Header;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP request to the MCP endpoint, but for what authorizes it.
 *
 * @param verb its HTTP method
 * @param headers what MCP wants in it
 * @param body JSON for a POST, else empty
 * @param patience how long its answer may take to begin
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
record McpRequest(Verb verb, List<Header> headers, byte[] body, Duration patience) {
  /** The HTTP methods of Streamable HTTP. */
  enum Verb {
    POST,
    GET,
    DELETE
  }

  private static final byte[] NOTHING = {};

  McpRequest {
    headers = List.copyOf(headers);
  }

  static McpRequest post(List<Header> headers, byte[] body, Duration patience) {
    return new McpRequest(Verb.POST, headers, body, patience);
  }

  static McpRequest get(List<Header> headers, Duration patience) {
    return new McpRequest(Verb.GET, headers, NOTHING, patience);
  }

  static McpRequest delete(List<Header> headers, Duration patience) {
    return new McpRequest(Verb.DELETE, headers, NOTHING, patience);
  }

  /** What may be done for it where its token is refused: only a POST has somebody who waits. */
  Demand.Cure cure() {
    return verb == Verb.POST ? Demand.Cure.REFRESH : Demand.Cure.REFRESH_UNASKED;
  }
}
