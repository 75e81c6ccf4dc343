package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Catalog;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.protocol.McpMessage;
import java.util.Map;
import java.util.Optional;

/** Finds the upstream that a request is about, and makes it that upstream's own request. */
final class Routing {
  private final Map<String, Upstream> upstreams;
  private final Catalog catalog;

  Routing(Map<String, Upstream> upstreams, Catalog catalog) {
    this.upstreams = Map.copyOf(upstreams);
    this.catalog = catalog;
  }

  /** A request at one upstream. */
  record Route(Upstream upstream, McpMessage.Request request) {}

  /** A tool at one upstream, under its own name there. */
  record Tool(Upstream upstream, String name) {}

  /** Whose tool that is; empty where nobody has such a name. */
  Optional<Tool> tool(String federated) {
    return FederatedNames.divide(federated)
        .flatMap(divided ->
            upstream(divided.server())
                .map(upstream ->
                    new Tool(
                        upstream,
                        FederatedNames.ownTool(divided, catalog.seen(upstream.name()).keySet()))));
  }

  /** Where a call goes; empty where nobody has what it names. */
  Optional<Route> route(McpMessage.Request request) {
    JsonObject params = request.params();
    return switch (request.method()) {
      case TOOLS_CALL ->
          text(params, "name")
              .flatMap(
                  name -> tool(name.value()).map(t -> to(t.upstream(), request, name, t.name())));
      case PROMPTS_GET -> text(params, "name").flatMap(name -> named(request, name));
      case RESOURCES_READ -> text(params, "uri").flatMap(uri -> resource(request, uri));
      case TASKS_GET, TASKS_CANCEL, TASKS_UPDATE ->
          text(params, "taskId").flatMap(handle -> named(request, handle));
      case COMPLETE -> params.object("ref").flatMap(ref -> reference(request, ref));
      case INITIALIZE,
          PING,
          SET_LEVEL,
          DISCOVER,
          TOOLS_LIST,
          RESOURCES_LIST,
          RESOURCE_TEMPLATES_LIST,
          PROMPTS_LIST,
          RESOURCES_SUBSCRIBE,
          RESOURCES_UNSUBSCRIBE,
          TASKS_RESULT,
          LISTEN,
          INITIALIZED,
          CANCELLED,
          PROGRESS,
          ROOTS_CHANGED ->
          Optional.empty();
    };
  }

  private Optional<Route> reference(McpMessage.Request request, JsonObject ref) {
    return ref.string("type").equals(Optional.of("ref/prompt"))
        ? text(ref, "name").flatMap(name -> named(request, name))
        : text(ref, "uri").flatMap(uri -> resource(request, uri));
  }

  /** What has its server's name in front, and nothing else of ours. */
  private Optional<Route> named(McpMessage.Request request, JsonString name) {
    return FederatedNames.divide(name.value())
        .flatMap(
            divided -> upstream(divided.server()).map(to -> to(to, request, name, divided.name())));
  }

  private Optional<Route> resource(McpMessage.Request request, JsonString uri) {
    return FederatedUris.divide(uri.value())
        .flatMap(
            divided -> upstream(divided.server()).map(to -> to(to, request, uri, divided.uri())));
  }

  private static Route to(
      Upstream upstream, McpMessage.Request request, JsonString old, String own) {
    Splices edits = Splices.of(request.document());
    Naming.put(edits, old, own);
    return new Route(upstream, request.reread(edits.apply()));
  }

  private Optional<Upstream> upstream(String name) {
    return Optional.ofNullable(upstreams.get(name));
  }

  private static Optional<JsonString> text(JsonObject holder, String member) {
    return holder.member(member, JsonString.class);
  }
}
