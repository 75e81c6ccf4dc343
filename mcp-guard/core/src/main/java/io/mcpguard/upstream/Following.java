package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Narrows {@code subscriptions/listen} to the resources that its caller may read; the server then
 * acknowledges "the subset of notifications that it honours" (2026-07-28, basic/patterns/
 * subscriptions).
 */
final class Following {
  private static final String TASKS = "taskIds";
  private static final String URIS = "resourceSubscriptions";

  private final Authorization authorization;

  Following(Authorization authorization) {
    this.authorization = authorization;
  }

  McpMessage.Request narrowed(Delegated caller, Upstream upstream, McpMessage.Request listen) {
    if (!(listen.target() instanceof Target.Subscription wanted)) {
      return listen;
    }
    return readable(caller, upstream, withoutTasks(listen), wanted);
  }

  /** News of a task come under the upstream's id of it, so that its client asks instead. */
  private static McpMessage.Request withoutTasks(McpMessage.Request listen) {
    JsonObject notifications = listen.params().object("notifications").orElseThrow();
    return notifications.member(TASKS).isEmpty()
        ? listen
        : listen.reread(Splices.of(listen.document()).remove(notifications, TASKS).apply());
  }

  private McpMessage.Request readable(
      Delegated caller, Upstream upstream, McpMessage.Request listen, Target.Subscription wanted) {
    List<String> readable =
        wanted.resources().stream()
            .filter(uri ->
                authorization.visibility(caller, upstream, new Target.Resource(uri))
                    instanceof Visibility.Callable)
            .toList();
    return readable.size() == wanted.resources().size() ? listen : keeping(listen, readable);
  }

  private static McpMessage.Request keeping(McpMessage.Request listen, List<String> readable) {
    JsonObject notifications = listen.params().object("notifications").orElseThrow();
    JsonArray uris = notifications.array(URIS).orElseThrow();
    String kept =
        uris.values().stream()
            .filter(uri -> uri instanceof JsonString text && readable.contains(text.value()))
            .map(uri -> raw(listen, uri))
            .collect(Collectors.joining(",", "[", "]"));
    Splices edits = Splices.of(listen.document());
    return listen.reread(edits.replace(uris, kept.getBytes(StandardCharsets.UTF_8)).apply());
  }

  private static String raw(McpMessage.Request listen, JsonValue value) {
    return new String(listen.document().slice(value), StandardCharsets.UTF_8);
  }
}
