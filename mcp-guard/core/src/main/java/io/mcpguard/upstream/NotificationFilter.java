package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import java.util.Optional;
import java.util.Set;

/**
 * Which notifications have a place in the stream that answers one request of the 2026-07-28
 * revision: what is about the request itself, or what it subscribes to. A tool server that sends
 * anything else breaks the protocol, and its client need not be ready for that.
 *
 * @param request as it went to the tool server
 */
record NotificationFilter(McpMessage.Request request) {

  boolean admits(ServerMessage.Notified notified, JsonObject params) {
    return switch (notified.method()) {
      case "notifications/progress" -> isOwn(notified.document(), params);
      case "notifications/message" -> isLoudEnough(params);
      case "notifications/tools/list_changed" -> subscribesTo("toolsListChanged");
      case "notifications/prompts/list_changed" -> subscribesTo("promptsListChanged");
      case "notifications/resources/list_changed" -> subscribesTo("resourcesListChanged");
      case "notifications/resources/updated" ->
          request.target() instanceof Target.Subscription followed
              && Interest.covers(Set.copyOf(followed.resources()), params.string("uri").orElse(""));
      case TaskNews.TOLD, TaskNews.ACKNOWLEDGED -> isSubscription();
      // An extension's own. "MUST NOT send notification types the client has not explicitly
      // requested" (2026-07-28, basic/patterns/subscriptions); of a call, its client can judge.
      default -> !isSubscription();
    };
  }

  /** Progress of this request, by the token that it came with. */
  private boolean isOwn(JsonDocument notification, JsonObject params) {
    Optional<RequestId> own =
        meta()
            .flatMap(given -> given.member("progressToken"))
            .map(token -> RequestId.of(request.document(), token));
    return own.isPresent()
        && own.equals(
            params.member("progressToken").map(token -> RequestId.of(notification, token)));
  }

  /**
   * "Servers MUST NOT emit notifications/message for a request that does not include" a level
   * (2026-07-28, server/utilities/logging); a line without one cannot be loud enough.
   */
  private boolean isLoudEnough(JsonObject params) {
    Optional<LogLevel> least =
        meta().flatMap(given -> given.string(RequestMeta.LOG_LEVEL)).flatMap(LogLevel::of);
    Optional<LogLevel> level = params.string("level").flatMap(LogLevel::of);
    return !isSubscription()
        && least.isPresent()
        && level.isPresent()
        && level.get().compareTo(least.get()) >= 0;
  }

  private boolean subscribesTo(String list) {
    return isSubscription()
        && request
            .params()
            .object("notifications")
            .flatMap(wanted -> wanted.truth(list))
            .orElse(false);
  }

  private boolean isSubscription() {
    return request.target() instanceof Target.Subscription;
  }

  private Optional<JsonObject> meta() {
    return request.params().object("_meta");
  }
}
