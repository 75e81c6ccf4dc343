package io.mcpguard.conformance;

import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncPromptSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import io.modelcontextprotocol.spec.McpSchema.Prompt;
import io.modelcontextprotocol.spec.McpSchema.PromptMessage;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceResult;
import io.modelcontextprotocol.spec.McpSchema.Resource;
import io.modelcontextprotocol.spec.McpSchema.ResourcesUpdatedNotification;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.util.List;
import java.util.Map;

/**
 * What the matrix's server on the MCP Java SDK offers: the same as {@code matrix/server.mjs}, by
 * the same names.
 */
final class JavaSdkTools {
  private static final String NOTE = "note://watched";
  private static final Map<String, Object> NAME =
      schema(Map.of("name", Map.of("type", "string", "default", "nobody")));
  private static final long STEP_MILLIS = 50;

  private interface Handler {
    CallToolResult run(McpSyncServerExchange exchange, CallToolRequest call);
  }

  private JavaSdkTools() {}

  /** Builds the server; {@code touch} tells of the resource through it. */
  static McpSyncServer offered(McpServer.SyncSpecification<?> specification) {
    McpSyncServer server =
        specification
            .serverInfo("matrix-java", "1.0.0")
            .capabilities(
                ServerCapabilities.builder()
                    .tools(true)
                    .resources(true, false)
                    .prompts(false)
                    .build())
            .tools(
                tool("echo", "text", "string", (exchange, call) -> says(argument(call, "text"))),
                tool("fail", "text", "string", (exchange, call) -> failed()),
                tool("big", "length", "integer", (exchange, call) -> big(call)),
                tool("slow", "steps", "integer", JavaSdkTools::slow),
                tool("ask", "text", "string", (exchange, call) -> ask(exchange)))
            .resources(
                new SyncResourceSpecification(
                    Resource.builder(NOTE, "watched").build(), (exchange, read) -> note()))
            .prompts(
                new SyncPromptSpecification(
                    Prompt.builder("greet").build(), (exchange, get) -> greeting()))
            .build();
    server.addTool(tool("touch", "text", "string", (exchange, call) -> touch(server)));
    return server;
  }

  private static SyncToolSpecification tool(
      String name, String argument, String type, Handler handler) {
    Map<String, Object> arguments = schema(Map.of(argument, Map.of("type", type)));
    return new SyncToolSpecification(Tool.builder(name, arguments).build(), handler::run);
  }

  private static Map<String, Object> schema(Map<String, Object> properties) {
    return Map.of("type", "object", "properties", properties);
  }

  private static String argument(CallToolRequest call, String name) {
    return String.valueOf(call.arguments().get(name));
  }

  private static CallToolResult big(CallToolRequest call) {
    return says("x".repeat(Integer.parseInt(argument(call, "length"))));
  }

  private static CallToolResult slow(McpSyncServerExchange exchange, CallToolRequest call) {
    int steps = Integer.parseInt(argument(call, "steps"));
    try {
      for (int step = 1; step <= steps; step++) {
        if (call.progressToken() != null) {
          exchange.progressNotification(
              ProgressNotification.builder(call.progressToken(), step)
                  .total((double) steps)
                  .build());
        }
        Thread.sleep(STEP_MILLIS);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return says("done");
  }

  private static CallToolResult ask(McpSyncServerExchange exchange) {
    ElicitResult answer =
        exchange.createElicitation(ElicitFormRequest.builder("Who?", NAME).build());
    return says("hello " + answer.content().get("name"));
  }

  private static CallToolResult touch(McpSyncServer server) {
    server.notifyResourcesUpdated(new ResourcesUpdatedNotification(NOTE));
    return says("touched");
  }

  private static ReadResourceResult note() {
    return ReadResourceResult.builder(List.of(TextResourceContents.builder(NOTE, "kept").build()))
        .build();
  }

  private static GetPromptResult greeting() {
    return GetPromptResult.builder(
            List.of(PromptMessage.builder(Role.USER, TextContent.builder("hello").build()).build()))
        .build();
  }

  private static CallToolResult says(String text) {
    return CallToolResult.builder().addTextContent(text).isError(false).build();
  }

  private static CallToolResult failed() {
    return CallToolResult.builder().addTextContent("no").isError(true).build();
  }
}
