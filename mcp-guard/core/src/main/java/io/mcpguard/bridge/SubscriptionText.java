package io.mcpguard.bridge;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.protocol.RequestId;
import java.util.Collection;
import java.util.List;

/**
 * The guard's own messages on the stream of a subscription (2026-07-28, patterns/subscriptions).
 */
public final class SubscriptionText {
  /** What every message of a subscription names it by. */
  public static final String ID = "io.modelcontextprotocol/subscriptionId";

  /** The first of them. */
  public static final String ACKNOWLEDGED = "notifications/subscriptions/acknowledged";

  private SubscriptionText() {}

  /**
   * The {@code _meta} of a message that belongs to the subscription made by the request {@code id}.
   */
  public static JsonText meta(RequestId id) {
    return JsonText.object().raw(ID, id.bytes());
  }

  /** What is honoured of what was asked for; {@code tasks} by the client's handles. */
  public static byte[] acknowledged(
      RequestId id, Collection<String> lists, List<String> resources, List<String> tasks) {
    JsonText honoured = JsonText.object();
    lists.forEach(list -> honoured.put(list, true));
    if (!resources.isEmpty()) {
      honoured.put("resourceSubscriptions", resources);
    }
    if (!tasks.isEmpty()) {
      honoured.put("taskIds", tasks);
    }
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .put("method", ACKNOWLEDGED)
        .put("params", JsonText.object().put("notifications", honoured).put("_meta", meta(id)))
        .bytes();
  }

  /** The answer to the request, with which the subscription ends. */
  public static byte[] ended(RequestId id) {
    return JsonText.object()
        .put("jsonrpc", "2.0")
        .raw("id", id.bytes())
        .put("result", JsonText.object().put("resultType", "complete").put("_meta", meta(id)))
        .bytes();
  }
}
