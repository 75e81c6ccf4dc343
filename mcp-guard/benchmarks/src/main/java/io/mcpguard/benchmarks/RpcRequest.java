package io.mcpguard.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * A request that is sent again and again under other ids, and what shows that its answer is right.
 */
final class RpcRequest {
  private static final int SHORT_ANSWER = 16 * 1024;
  private static final int LONG_ANSWER = 1024 * 1024;
  private static final String ANSWERED = "\"isError\":false";

  private final byte[] body;
  private final byte[] right;
  private final int longestAnswer;

  private RpcRequest(byte[] body, String right, int longestAnswer) {
    this.body = body;
    this.right = right.getBytes(US_ASCII);
    this.longestAnswer = longestAnswer;
  }

  /** A call of this tool, whose answer is that of {@link ToolCall}. */
  static RpcRequest call(String tool) {
    return new RpcRequest(ToolCall.request(tool), ANSWERED, SHORT_ANSWER);
  }

  /** The list of tools, which ends with the tool {@code last}. */
  static RpcRequest tools(String last) {
    return list("{}", last);
  }

  /** The same in the form of 2026-07-28, which wants headers besides. */
  static RpcRequest toolsWithoutSession(String last) {
    return list(
        """
        {"_meta":{"io.modelcontextprotocol/protocolVersion":"%s",\
        "io.modelcontextprotocol/clientCapabilities":{}}}\
        """
            .formatted(AgentSession.STATELESS_REVISION),
        last);
  }

  private static RpcRequest list(String params, String last) {
    return new RpcRequest(
        ToolCall.request("tools/list", params), "\"name\":\"" + last + "\"", LONG_ANSWER);
  }

  /** Its bytes with the lowest id, at {@link ToolCall#idOffset()}. */
  byte[] body() {
    return body.clone();
  }

  /** What stands near the end of every right answer, and of no other. */
  byte[] right() {
    return right.clone();
  }

  /** In bytes, with the head. */
  int longestAnswer() {
    return longestAnswer;
  }
}
