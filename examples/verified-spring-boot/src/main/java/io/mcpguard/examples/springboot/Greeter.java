package io.mcpguard.examples.springboot;

import io.mcpguard.assertion.ToolCallAssertion;
import io.mcpguard.assertion.sdk.AssertionContext;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.Map;

/** A tool that knows for whom it acts from the assertion and from nowhere else. */
final class Greeter {
  private Greeter() {}

  static SyncToolSpecification tool() {
    Tool tool =
        Tool.builder("greet", Map.of("type", "object")).description("Greets its user").build();
    return new SyncToolSpecification(tool, Greeter::greet);
  }

  private static CallToolResult greet(McpTransportContext context, CallToolRequest call) {
    ToolCallAssertion assertion = AssertionContext.assertionOf(context).orElseThrow();
    String user = assertion.user().orElse("nobody");
    return CallToolResult.builder().addTextContent("hello, " + user).isError(false).build();
  }
}
