package io.mcpguard.conformance;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ClientCapabilities;
import io.modelcontextprotocol.spec.McpSchema.ElicitFormRequest;
import io.modelcontextprotocol.spec.McpSchema.ElicitResult;
import io.modelcontextprotocol.spec.McpSchema.GetPromptRequest;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.ResourceContents;
import io.modelcontextprotocol.spec.McpSchema.SubscribeRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * One connection of a client of the MCP Java SDK, and what {@code matrix/client.mjs} does over it.
 */
final class JavaSdkConversation implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration CONNECTION = Duration.ofSeconds(60);
  private static final Duration TURN = Duration.ofMillis(1500);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final McpSyncClient client;
  private final AtomicInteger asked = new AtomicInteger();
  private final Semaphore progress = new Semaphore(0);
  private final Semaphore changedTools = new Semaphore(0);
  private final Semaphore updatedResources = new Semaphore(0);
  private volatile String followed = "";
  private volatile Map<String, Object> form = Map.of();

  private JavaSdkConversation(McpClientTransport transport) {
    this.client =
        McpClient.sync(transport)
            .requestTimeout(PATIENCE)
            .initializationTimeout(CONNECTION)
            .capabilities(
                ClientCapabilities.builder().roots(false).sampling().elicitation().build())
            .sampling(request -> {
              throw new IllegalStateException("nothing here asks for it");
            })
            .elicitation(this::filledIn)
            .progressConsumer(heard -> progress.release())
            .toolsChangeConsumer(heard -> changedTools.release())
            .resourcesUpdateConsumer(this::updated)
            .build();
  }

  /** Connects; where that fails each operation says so. */
  static JavaSdkConversation on(McpClientTransport transport) {
    return new JavaSdkConversation(transport);
  }

  /** What became of one operation. */
  String outcome(String name, JsonNode operation) {
    try {
      return switch (name) {
        case "list" -> list(operation);
        case "call" -> call(operation);
        case "error" -> error(operation);
        case "progress" -> progress(operation);
        case "elicitation" -> elicitation(operation);
        case "subscription" -> subscription(operation);
        case "resource" -> resource(operation);
        case "prompt" -> prompt(operation);
        case "big" -> big(operation);
        case "cancel" -> MatrixClient.NOT_ASKED + "the SDK has no notifications/cancelled";
        default -> throw new IllegalStateException("an operation that has no meaning: " + name);
      };
    } catch (RuntimeException failed) {
      return failed.toString();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private String list(JsonNode operation) {
    String tool = operation.path("tool").asText();
    boolean listed = client.listTools().tools().stream().anyMatch(one -> one.name().equals(tool));
    return listed ? MatrixClient.OK : tool + " is not listed";
  }

  private String call(JsonNode operation) {
    String text = text(client.callTool(request(operation)));
    return text.contains(operation.path("text").asText())
        ? MatrixClient.OK
        : "answered with " + text;
  }

  private String error(JsonNode operation) {
    CallToolResult result = client.callTool(request(operation));
    return Boolean.TRUE.equals(result.isError()) && !client.listTools().tools().isEmpty()
        ? MatrixClient.OK
        : "no error was told, or nothing was listed after it";
  }

  private String progress(JsonNode operation) throws InterruptedException {
    progress.drainPermits();
    CallToolRequest request = request(operation);
    var unused =
        client.callTool(
            CallToolRequest.builder(request.name())
                .arguments(request.arguments())
                .progressToken("p-" + request.name())
                .build());
    // The SDK hands it out on another thread than the result.
    return progress.tryAcquire(patience(operation).toMillis(), TimeUnit.MILLISECONDS)
        ? MatrixClient.OK
        : "no progress was heard of";
  }

  private static Duration patience(JsonNode operation) {
    return Duration.ofMillis(operation.path("patience").asLong(PATIENCE.toMillis()));
  }

  private String elicitation(JsonNode operation) {
    asked.set(0);
    form = map(operation.path("form"));
    String outcome = call(operation);
    return asked.get() > 0 ? outcome : "nobody was asked";
  }

  private String subscription(JsonNode operation) throws InterruptedException {
    Semaphore news = operation.has("uri") ? updatedResources : changedTools;
    followed = operation.path("uri").asText();
    news.drainPermits();
    if (operation.has("uri")) {
      client.subscribeResource(SubscribeRequest.builder(operation.path("uri").asText()).build());
    }
    // A tool that turns the news on and off is turned twice.
    for (int turn = 0; turn < 2; turn++) {
      var unused = client.callTool(request(operation));
      if (news.tryAcquire(TURN.toMillis(), TimeUnit.MILLISECONDS)) {
        return MatrixClient.OK;
      }
    }
    Duration patience = patience(operation);
    return news.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)
        ? MatrixClient.OK
        : "no news in " + patience;
  }

  /** A server that was asked before may go on to tell of a resource of its own. */
  private void updated(List<ResourceContents> heard) {
    heard.stream()
        .filter(one -> one.uri().equals(followed))
        .forEach(one -> updatedResources.release());
  }

  private String resource(JsonNode operation) {
    String uri = operation.path("uri").asText();
    return client.readResource(ReadResourceRequest.builder(uri).build()).contents().isEmpty()
        ? "nothing was read"
        : MatrixClient.OK;
  }

  private String prompt(JsonNode operation) {
    String name = operation.path("name").asText();
    return client.getPrompt(GetPromptRequest.builder(name).build()).messages().isEmpty()
        ? "no message came"
        : MatrixClient.OK;
  }

  private String big(JsonNode operation) {
    int length = text(client.callTool(request(operation))).length();
    return length >= operation.path("length").asInt()
        ? MatrixClient.OK
        : "only " + length + " characters came";
  }

  /** As someone fills it in: what is preset, and what the operation says. */
  private ElicitResult filledIn(ElicitFormRequest request) {
    asked.incrementAndGet();
    Map<String, Object> content = new HashMap<>();
    JSON.valueToTree(request.requestedSchema())
        .path("properties")
        .properties()
        .forEach(one -> {
          JsonNode preset = one.getValue().path("default");
          if (preset.isValueNode()) {
            content.put(one.getKey(), JSON.convertValue(preset, Object.class));
          }
        });
    content.putAll(form);
    return ElicitResult.builder(ElicitResult.Action.ACCEPT).content(content).build();
  }

  private static CallToolRequest request(JsonNode operation) {
    Map<String, Object> arguments = map(operation.path("args"));
    arguments.replaceAll((name, value) ->
        "$BIG".equals(value) ? "x".repeat(operation.path("length").asInt()) : value);
    return CallToolRequest.builder(operation.path("tool").asText()).arguments(arguments).build();
  }

  private static String text(CallToolResult result) {
    return result.content().stream()
        .map(one -> one instanceof TextContent text ? text.text() : "")
        .collect(Collectors.joining());
  }

  private static Map<String, Object> map(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<HashMap<String, Object>>() {});
  }

  @Override
  public void close() {
    client.close();
  }
}
