package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ScriptedClient;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerFeatures;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.server.transport.HttpServletStatelessServerTransport;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageRequest;
import io.modelcontextprotocol.spec.McpSchema.CreateMessageResult;
import io.modelcontextprotocol.spec.McpSchema.Role;
import io.modelcontextprotocol.spec.McpSchema.SamplingMessage;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The MCP Java SDK's servlets behind the guard: everything as through the proxy. */
class SdkServletTest {
  private static final Map<String, Object> ANYTHING = Map.of("type", "object");

  @TempDir Path data;

  private final List<Embedding> running = new ArrayList<>();

  /** The SDK's server, and where it is guarded. */
  private record Guarded(McpSyncServer mcp, Embedding at) {}

  @AfterEach
  void stop() throws Exception {
    for (Embedding embedding : running) {
      embedding.stop();
    }
  }

  @Test
  void aCallIsAnsweredInItsSession() throws Exception {
    Answer answer = reader(streamable(usual -> usual).at()).call("read_note", "{\"id\":\"n1\"}");

    assertThat(answer.text()).isEqualTo("note n1");
    assertThat(answer.result().at("/_meta").has("io.mcpguard/receipt")).isTrue();
  }

  @Test
  void aListIsFiltered() throws Exception {
    Answer list = reader(streamable(usual -> usual).at()).request("tools/list", "{}");

    assertThat(list.result().path("tools").findValuesAsText("name"))
        .containsExactlyInAnyOrder("read_note", "read_by_model");
  }

  @Test
  void anEndedSessionIsUnknown() throws Exception {
    ScriptedClient client = reader(streamable(usual -> usual).at());

    assertThat(client.delete()).isEqualTo(200);

    assertThat(client.call("read_note", "{}").status()).isEqualTo(404);
  }

  @Test
  void aNotificationReachesTheOpenStream() throws Exception {
    Guarded notes = streamable(usual -> usual);
    ScriptedClient client = reader(notes.at());

    try (EventReader events = client.listen()) {
      notes.mcp().notifyToolsListChanged();

      assertThat(events.nextMessage().orElseThrow().path("method").asText())
          .isEqualTo("notifications/tools/list_changed");
    }
  }

  @Test
  void aToolThatAppearsWhileTheServletRunsIsOutOfReach() throws Exception {
    Guarded notes = streamable(usual -> usual);
    ScriptedClient client = reader(notes.at());
    notes.mcp().addTool(tool("read_later", SdkServletTest::read));

    Answer list = client.request("tools/list", "{}");

    assertThat(list.result().path("tools").findValuesAsText("name")).doesNotContain("read_later");
    assertThat(client.call("read_later", "{}").errorCode()).isEqualTo(-32602);
  }

  @Test
  void theServletMayAskWhatItWasAllowedToAsk() throws Exception {
    Guarded notes = streamable(usual -> usual.mayAsk("sampling"));
    ScriptedClient client = sampling(notes.at(), asked -> {});

    Answer answer = client.call("read_by_model", "{}");

    assertThat(answer.text()).isEqualTo("the model says hello");
  }

  @Test
  void whatTheServletMayNotAskTheClientIsNotSaidToOffer() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ScriptedClient client =
        sampling(streamable(usual -> usual).at(), request -> asked.incrementAndGet());

    Answer answer = client.call("read_by_model", "{}");

    assertThat(answer.text()).isEqualTo("nobody asked the model");
    assertThat(asked).hasValue(0);
  }

  @Test
  void aStatelessServletIsGuardedInSessionsOfTheGuardsOwn() throws Exception {
    ScriptedClient client = reader(stateless());

    assertThat(client.call("read_note", "{\"id\":\"n2\"}").text()).isEqualTo("note n2");
    assertThat(client.request("tools/list", "{}").result().path("tools").findValuesAsText("name"))
        .containsExactly("read_note");
  }

  @Test
  void aStatelessServletHasNoStreamOfItsOwn() throws Exception {
    assertThat(reader(stateless()).open().statusCode()).isEqualTo(405);
  }

  private static ScriptedClient reader(Embedding embedding) throws Exception {
    return embedding.client(embedding.token("notes.read"));
  }

  private static ScriptedClient sampling(Embedding embedding, Consumer<JsonNode> onAsked)
      throws Exception {
    ScriptedClient client =
        new ScriptedClient(embedding.endpoint).withBearer(embedding.token("notes.read"));
    client.initialize("2025-11-25", "{\"sampling\":{}}");
    return client.answeringWith(asked -> {
      onAsked.accept(asked);
      return Optional.of(
          Json.read(
              """
              {"role":"assistant","model":"m","content":{"type":"text","text":"hello"}}\
              """));
    });
  }

  private Guarded streamable(UnaryOperator<GuardBuilder> more) throws Exception {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder().mcpEndpoint(Embedding.PATH).build();
    McpSyncServer mcp =
        McpServer.sync(transport)
            .serverInfo("notes", "1")
            .capabilities(ServerCapabilities.builder().tools(true).build())
            .tools(
                tool("read_note", SdkServletTest::read),
                tool("read_by_model", SdkServletTest::byModel),
                tool("wipe_all", SdkServletTest::read))
            .build();
    Embedding embedding = Embedding.of(transport, data, more);
    running.add(embedding);
    return new Guarded(mcp, embedding);
  }

  private Embedding stateless() throws Exception {
    HttpServletStatelessServerTransport transport =
        HttpServletStatelessServerTransport.builder().messageEndpoint(Embedding.PATH).build();
    McpServer.sync(transport)
        .serverInfo("notes", "1")
        .capabilities(ServerCapabilities.builder().tools(false).build())
        .tools(
            new McpStatelessServerFeatures.SyncToolSpecification(
                Tool.builder("read_note", ANYTHING).build(), (context, call) -> read(call)),
            new McpStatelessServerFeatures.SyncToolSpecification(
                Tool.builder("wipe_all", ANYTHING).build(), (context, call) -> read(call)))
        .build();
    Embedding embedding = Embedding.of(transport, data);
    running.add(embedding);
    return embedding;
  }

  private interface Handler {
    CallToolResult run(McpSyncServerExchange exchange, CallToolRequest call);
  }

  private static SyncToolSpecification tool(String name, Handler handler) {
    return new SyncToolSpecification(Tool.builder(name, ANYTHING).build(), handler::run);
  }

  private static CallToolResult read(McpSyncServerExchange exchange, CallToolRequest call) {
    return read(call);
  }

  private static CallToolResult read(CallToolRequest call) {
    return says("note " + call.arguments().get("id"));
  }

  private static CallToolResult byModel(McpSyncServerExchange exchange, CallToolRequest call) {
    SamplingMessage question =
        SamplingMessage.builder(Role.USER, TextContent.builder("summarise").build()).build();
    try {
      CreateMessageResult answer =
          exchange.createMessage(CreateMessageRequest.builder(List.of(question), 10).build());
      return says("the model says " + ((TextContent) answer.content()).text());
    } catch (IllegalStateException notOffered) {
      return says("nobody asked the model");
    }
  }

  private static CallToolResult says(String text) {
    return CallToolResult.builder().addTextContent(text).isError(false).build();
  }
}
