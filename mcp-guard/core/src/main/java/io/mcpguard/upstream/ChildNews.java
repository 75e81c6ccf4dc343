package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.protocol.RequestId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom a child's notification is for, of all who share it.
 *
 * @param flows the open requests, by the guard's own ids
 * @param unanswered those that nobody waits for any more and the child may still be at work on
 */
record ChildNews(Map<Long, ChildFlow> flows, Unanswered unanswered, Audience audience) {
  private static final Logger LOG = LoggerFactory.getLogger(ChildNews.class);
  private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";

  /**
   * Progress goes to the call it belongs to, what a session follows to that session, and to all
   * that a list changed: nothing else of the message, which could be about one of them.
   */
  void route(ServerMessage.Notified notified) {
    JsonObject params = notified.root().object("params").orElse(notified.root());
    Optional<JsonValue> subscription = subscription(params);
    if (subscription.isPresent()) {
      subscribed(notified, params, subscription.get());
      return;
    }
    switch (notified.method()) {
      case "notifications/progress" ->
          params
              .integer("progressToken")
              .ifPresent(token -> {
                ChildFlow flow = flows.get(token);
                if (flow != null) {
                  flow.progress(notified, params);
                }
              });
      case "notifications/resources/updated" -> {
        String uri = params.string("uri").orElse("");
        audience.all().stream()
            .filter(link -> link.interest().covers(uri))
            .forEach(link -> link.heard(notified.document().bytes()));
      }
      case "notifications/message" -> logged(notified, params);
      case "notifications/cancelled" ->
          params
              .member("requestId")
              .map(id -> RequestId.of(notified.document(), id))
              .ifPresent(id -> withdrawn(id, notified));
      case "notifications/tools/list_changed",
          "notifications/prompts/list_changed",
          "notifications/resources/list_changed" ->
          audience.all().forEach(link -> link.heard(listChanged(notified.method())));
      // What belongs to one session only cannot be told from here, so nobody hears it.
      default -> LOG.debug("a notification of a shared child was dropped");
    }
  }

  /**
   * The name of the subscription that a notification belongs to, or the result that ends it: the id
   * of its request (2026-07-28, basic/patterns/subscriptions).
   */
  static Optional<JsonValue> subscription(JsonObject holder) {
    return holder.object("_meta").flatMap(meta -> meta.member(SUBSCRIPTION));
  }

  /** News of a subscription say of which they are (2026-07-28, basic/patterns/subscriptions). */
  private void subscribed(ServerMessage.Notified notified, JsonObject params, JsonValue id) {
    params
        .object("_meta")
        .flatMap(meta -> meta.integer(SUBSCRIPTION).stream().boxed().findFirst())
        .map(flows::get)
        .ifPresent(flow ->
            flow.offer(
                Splices.of(notified.document()).replace(id, flow.request().bytes()).apply()));
  }

  private static byte[] listChanged(String method) {
    return JsonText.object().put("jsonrpc", "2.0").put("method", method).bytes();
  }

  /** The one call that the child can be at work on; none where there are several or none. */
  Optional<ChildFlow> only() {
    List<ChildFlow> open = flows.values().stream().filter(ChildFlow::isAtWork).toList();
    return open.size() == 1 && unanswered.isNone()
        ? Optional.of(open.getFirst())
        : Optional.empty();
  }

  /** A log line that could be about any of several callers is shown to none of them. */
  private void logged(ServerMessage.Notified line, JsonObject params) {
    Optional<ChildFlow> only = only();
    if (only.isPresent()) {
      if (audience.hears(only.get().link(), params)) {
        only.get().offer(line.document().bytes());
      }
    } else if (unanswered.isNone() && audience.all().size() == 1) {
      audience.all().stream()
          .filter(link -> audience.hears(link, params))
          .forEach(link -> link.heard(line.document().bytes()));
    }
  }

  /** The child takes a question back, from the call during which it asked. */
  private void withdrawn(RequestId question, ServerMessage.Notified notified) {
    flows.values().stream()
        .filter(flow -> flow.hasAsked(question))
        .forEach(flow -> flow.offer(notified.document().bytes()));
  }
}
