package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.protocol.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Narrows {@code subscriptions/listen} to the resources that its caller may read and to the tasks
 * that are its own; the server then acknowledges "the subset of notifications that it honours"
 * (2026-07-28, basic/patterns/subscriptions).
 */
final class Following {
  static final String TASKS = "taskIds";
  private static final String URIS = "resourceSubscriptions";

  /** In one subscription. */
  private static final int MOST_TASKS = 256;

  private final Authorization authorization;
  private final TaskHandles tasks;

  Following(Authorization authorization, TaskHandles tasks) {
    this.authorization = authorization;
    this.tasks = tasks;
  }

  Outcome<McpMessage.Request> narrowed(
      Delegated caller, Upstream upstream, McpMessage.Request listen) {
    if (!(listen.target() instanceof Target.Subscription wanted)) {
      return Outcome.proceed(listen);
    }
    McpMessage.Request readable = readable(caller, upstream, listen, wanted);
    Optional<JsonValue> named = notifications(readable).member(TASKS);
    if (named.isEmpty()) {
      return Outcome.proceed(readable);
    }
    // "Servers MUST return this error for non-declaring clients requesting task notifications"
    // (tasks extension of 2026-07-28, protocol errors).
    if (!RequestMeta.declares(listen.params(), TaskHandles.EXTENSION)) {
      return new Refused<>(Denial.missingExtension(TaskHandles.EXTENSION));
    }
    return named.get() instanceof JsonArray handles && handles.values().size() <= MOST_TASKS
        ? Outcome.proceed(readable.following(own(caller, upstream, handles)))
        : Outcome.refuse(Reason.INVALID_PARAMS, "taskIds is no list of at most " + MOST_TASKS);
  }

  /** Those of the tasks that the caller may still ask about. */
  private List<Target.Task> own(Delegated caller, Upstream upstream, JsonArray handles) {
    return handles.values().stream()
        .filter(JsonString.class::isInstance)
        .map(handle -> ((JsonString) handle).value())
        .distinct()
        .flatMap(handle -> tasks.find(caller, upstream, handle).stream())
        .filter(task ->
            authorization.visibility(caller, upstream, task.call()) instanceof Visibility.Callable)
        .toList();
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
    JsonArray uris = notifications(listen).array(URIS).orElseThrow();
    String kept =
        uris.values().stream()
            .filter(uri -> uri instanceof JsonString text && readable.contains(text.value()))
            .map(uri -> raw(listen, uri))
            .collect(Collectors.joining(",", "[", "]"));
    Splices edits = Splices.of(listen.document());
    return listen.reread(edits.replace(uris, kept.getBytes(StandardCharsets.UTF_8)).apply());
  }

  private static JsonObject notifications(McpMessage.Request listen) {
    return listen.params().object("notifications").orElseThrow();
  }

  private static String raw(McpMessage.Request listen, JsonValue value) {
    return new String(listen.document().slice(value), StandardCharsets.UTF_8);
  }
}
