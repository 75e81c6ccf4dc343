package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.audit.Recorded;
import io.mcpguard.exchange.Denial;
import io.mcpguard.policy.Authorization;
import io.mcpguard.policy.Visibility;
import io.mcpguard.protocol.Target;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * News of tasks in a subscription: each is "identical to what tasks/get would have returned" (tasks
 * extension of 2026-07-28), and held to what such an answer is held to. What would be refused there
 * is not told here; the client asks, and hears why.
 */
final class TaskNews {
  static final String TOLD = "notifications/tasks";
  static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

  private static final Logger LOG = LoggerFactory.getLogger(TaskNews.class);

  private final Authorization authorization;
  private final TaskResults results;

  TaskNews(Authorization authorization, TaskResults results) {
    this.authorization = authorization;
    this.results = results;
  }

  /** What the subscription of this record is told of one of its tasks; empty for nothing. */
  Optional<byte[]> told(Recorded during, ServerMessage.Notified news, JsonObject params) {
    Optional<Target.Task> task =
        params.string("taskId").flatMap(id -> find(during, id)).filter(own -> isOpen(during, own));
    if (task.isEmpty()) {
      return Optional.empty();
    }
    Splices edits = OwnMeta.strip(params, Splices.of(news.document()));
    Optional<Denial> denial = results.of(during, task.get(), news.document(), params, edits);
    denial.ifPresent(why ->
        LOG.warn(
            "upstream {} told of a task what is not passed on: {}",
            during.upstream().name(),
            why.detail()));
    return denial.isPresent() ? Optional.empty() : Optional.of(edits.apply());
  }

  private boolean isOpen(Recorded during, Target.Task task) {
    return authorization.visibility(during, task.call()) instanceof Visibility.Callable;
  }

  private static Optional<Target.Task> find(Recorded during, String id) {
    return tasks(during).stream().filter(task -> task.name().equals(id)).findFirst();
  }

  private static List<Target.Task> tasks(Recorded during) {
    return during.call().target() instanceof Target.Subscription subscription
        ? subscription.tasks()
        : List.of();
  }

  /** Which of its tasks a subscription is told that it will hear of, by the client's handles. */
  static Splices acknowledged(Recorded during, JsonObject params, Splices edits) {
    Optional<JsonObject> honoured = params.object("notifications");
    Optional<JsonArray> ids = honoured.flatMap(all -> all.array(Following.TASKS));
    if (ids.isEmpty()) {
      return edits;
    }
    List<String> handles =
        ids.get().values().stream().flatMap(id -> handle(during, id).stream()).toList();
    return handles.isEmpty()
        ? edits.remove(honoured.orElseThrow(), Following.TASKS)
        : edits.replace(ids.get(), JsonText.strings(handles));
  }

  private static Optional<String> handle(Recorded during, JsonValue id) {
    return id instanceof JsonString text
        ? find(during, text.value()).map(Target.Task::handle)
        : Optional.empty();
  }
}
