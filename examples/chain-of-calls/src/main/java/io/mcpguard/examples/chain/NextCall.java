package io.mcpguard.examples.chain;

import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import java.net.URI;
import java.util.Map;

/**
 * How a tool server calls on. Two things go with the call: the server's own access token says who
 * it is, and the assertion that it got says which call it serves.
 */
final class NextCall {
  private final URI endpoint;
  private final String accessToken;

  /** Calls tools at {@code endpoint} of the guard with a token of this server's own. */
  NextCall(URI endpoint, String accessToken) {
    this.endpoint = endpoint;
    this.accessToken = accessToken;
  }

  /**
   * Calls a tool while a call is served.
   *
   * @param serving the {@code Txn-Token} of the call that is served, as it came
   */
  CallToolResult call(String tool, Map<String, Object> arguments, String serving) {
    HttpClientStreamableHttpTransport transport =
        HttpClientStreamableHttpTransport.builder(endpoint.resolve("/").toString())
            .endpoint(endpoint.getPath())
            .addHttpRequestCustomizer((request, method, uri, body, context) ->
                request
                    .header("Authorization", "Bearer " + accessToken)
                    .header("Txn-Token", serving))
            .build();
    try (McpSyncClient client = McpClient.sync(transport).build()) {
      client.initialize();
      return client.callTool(CallToolRequest.builder(tool).arguments(arguments).build());
    }
  }
}
