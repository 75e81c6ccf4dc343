package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.SessionLink.Outbound;
import io.mcpguard.upstream.SessionLink.Reply;
import java.util.Optional;
import java.util.Set;

/** What the guard asks an upstream on its own account: no user, no assertion, no capabilities. */
final class OwnRequests {
  private OwnRequests() {}

  /** The {@code initialize} of the legacy revisions. */
  static byte[] initialize(RequestId id, Set<String> mayAsk) {
    return request(
            id,
            "initialize",
            JsonText.object()
                .put("protocolVersion", Revisions.LATEST)
                .put("capabilities", capabilities(mayAsk))
                .put("clientInfo", info()))
        .bytes();
  }

  /** The same as a request of this era. */
  static Outbound outbound(
      Era era, RequestId id, String method, JsonText params, Set<String> mayAsk) {
    return switch (era) {
      case LEGACY -> outbound(request(id, method, params), id);
      case MODERN -> outbound(request(id, method, params.put("_meta", meta(mayAsk))), id);
    };
  }

  /** What the guard's clients may be asked: some servers offer by it. */
  private static JsonText capabilities(Set<String> mayAsk) {
    JsonText all = JsonText.object();
    mayAsk.forEach(kind -> all.put(kind, JsonText.object()));
    return all;
  }

  /** That the handshake is done. */
  static Outbound initialized() {
    return outbound(
        JsonText.object().put("jsonrpc", "2.0").put("method", "notifications/initialized"),
        RequestId.NONE);
  }

  private static JsonText request(RequestId id, String method, JsonText params) {
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", id.bytes())
        .put("method", method)
        .put("params", params);
  }

  private static JsonText meta(Set<String> mayAsk) {
    return JsonText.object()
        .put(RequestMeta.PROTOCOL_VERSION, RequestMeta.REVISION)
        .put(RequestMeta.CLIENT_CAPABILITIES, capabilities(mayAsk))
        .put(RequestMeta.CLIENT_INFO, info());
  }

  private static JsonText info() {
    String version =
        Optional.ofNullable(OwnRequests.class.getPackage().getImplementationVersion()).orElse("0");
    return JsonText.object().put("name", "mcp-guard").put("version", version);
  }

  private static Outbound outbound(JsonText message, RequestId id) {
    var document = ServerMessage.reread(message.bytes());
    return Outbound.unasserted(document, (JsonObject) document.root(), id);
  }

  /** The answer to one of them, whichever form it comes in; empty where none came. */
  static Optional<ServerMessage.Answered> answer(
      SessionLink link, Outbound request, Deadline deadline) {
    return switch (link.send(request, deadline)) {
      case Reply.Whole whole -> answered(ServerMessage.read(whole.json()), request.id());
      case Reply.Flowing flowing -> fromFlow(flowing.flow(), request.id(), deadline);
      case Reply.Taken taken -> Optional.empty();
      case Reply.Broken broken -> Optional.empty();
    };
  }

  /** Its result, where it has one. */
  static Optional<JsonObject> result(SessionLink link, Outbound request, Deadline deadline) {
    return answer(link, request, deadline)
        .filter(answered -> answered.kind() == ServerMessage.Answered.Kind.RESULT)
        .map(ServerMessage.Answered::outcome)
        .filter(JsonObject.class::isInstance)
        .map(JsonObject.class::cast);
  }

  private static Optional<ServerMessage.Answered> fromFlow(
      SessionLink.Inflow flow, RequestId id, Deadline deadline) {
    try (flow) {
      while (!deadline.isOver()) {
        switch (flow.next(deadline.left())) {
          case SessionLink.Inflow.Item.Data data -> {
            Optional<ServerMessage.Answered> found = answered(ServerMessage.read(data.json()), id);
            if (found.isPresent()) {
              return found;
            }
          }
          case SessionLink.Inflow.Item.Retry retry -> {}
          case SessionLink.Inflow.Item.Idle idle -> {}
          case SessionLink.Inflow.Item.End end -> {
            return Optional.empty();
          }
          case SessionLink.Inflow.Item.Broken broken -> {
            return Optional.empty();
          }
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    return Optional.empty();
  }

  private static Optional<ServerMessage.Answered> answered(ServerMessage message, RequestId id) {
    return message instanceof ServerMessage.Answered answered && answered.id().equals(id)
        ? Optional.of(answered)
        : Optional.empty();
  }
}
