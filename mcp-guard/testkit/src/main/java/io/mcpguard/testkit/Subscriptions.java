package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.ModernReply.Refusal;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The open {@code subscriptions/listen} streams (2026-07-28, subscriptions). */
final class Subscriptions {
  private static final Map<String, String> LISTS =
      Map.of(
          "toolsListChanged", "notifications/tools/list_changed",
          "promptsListChanged", "notifications/prompts/list_changed",
          "resourcesListChanged", "notifications/resources/list_changed");

  private static final String UPDATED = "notifications/resources/updated";

  private final ModernContent content;
  private final Set<Subscription> open = ConcurrentHashMap.newKeySet();

  Subscriptions(ModernContent content) {
    this.content = content;
  }

  /** Answers a listen request, until its reader leaves or the server ends it. */
  void serve(ModernRequest request, ModernAnswer out) throws IOException, InterruptedException {
    JsonNode asked = request.params().path("notifications");
    if (!asked.isObject()) {
      out.end(Refusal.invalid("notifications is missing"));
      return;
    }
    Subscription subscription = new Subscription(request.id(), honoured(asked));
    open.add(subscription);
    try {
      subscription.pump(out.stream());
    } finally {
      open.remove(subscription);
      subscription.ended();
    }
  }

  /** Tells those who asked for it. */
  void announce(String method, JsonNode params) {
    open.forEach(subscription -> {
      if (wants(subscription.honoured(), method, params)) {
        subscription.tell(method, params);
      }
    });
  }

  void touch(String uri) {
    announce(UPDATED, Json.object().put("uri", uri));
  }

  int open() {
    return open.size();
  }

  /** Ends all of them gracefully and waits until they are gone. */
  void end() {
    List<Subscription> ending = List.copyOf(open);
    ending.forEach(Subscription::end);
    ending.forEach(Subscription::awaitEnd);
  }

  /** "the subset the server agreed to honor": what it knows of what was asked for. */
  private ObjectNode honoured(JsonNode asked) {
    ObjectNode honoured = Json.object();
    LISTS.keySet().stream()
        .sorted()
        .filter(kind -> asked.path(kind).asBoolean())
        .forEach(kind -> honoured.put(kind, true));
    List<String> uris =
        asked
            .path("resourceSubscriptions")
            .valueStream()
            .map(JsonNode::asText)
            .filter(uri -> content.read(uri).isPresent())
            .toList();
    if (!uris.isEmpty()) {
      uris.forEach(honoured.putArray("resourceSubscriptions")::add);
    }
    return honoured;
  }

  private static boolean wants(ObjectNode honoured, String method, JsonNode params) {
    return method.equals(UPDATED)
        ? honoured.path("resourceSubscriptions").valueStream().anyMatch(params.path("uri")::equals)
        : LISTS.entrySet().stream()
            .anyMatch(e -> e.getValue().equals(method) && honoured.has(e.getKey()));
  }
}
