package io.mcpguard.export;

import io.mcpguard.assertion.json.JsonText;
import java.util.OptionalLong;
import java.util.Set;

/** Calls as API Activity (OCSF 1.9.0, class 6003): what was decided, and how it ended. */
final class OcsfCalls {
  private static final int READ = 2;
  private static final int USER = 1;
  private static final int SERVICE = 4;
  private static final int TARGET = 1;

  private static final Set<String> READS =
      Set.of(
          "completion/complete",
          "prompts/get",
          "prompts/list",
          "resources/list",
          "resources/read",
          "resources/templates/list",
          "tasks/get",
          "tasks/result",
          "tools/list");

  private OcsfCalls() {}

  /** What was decided before the call, or why it was refused. */
  static JsonText decision(Told told) {
    String word = told.text("decision");
    boolean allowed = word.equals("allow");
    OcsfEvent event = ofCall(told);
    switch (word) {
      case "allow" -> taken(event, 1, "Allowed", 1, "Allowed");
      case "deny" -> taken(event, 2, "Denied", 2, "Blocked");
      case "step_up" -> taken(event, 2, "Denied", 23, "Challenge");
      default -> taken(event, OcsfClass.OTHER, word, OcsfClass.OTHER, word);
    }
    return event
        .status(
            allowed ? OcsfStatus.ADMITTED : OcsfStatus.FAILURE,
            told.text("reason"),
            told.text("detail"))
        .put(
            "policy",
            new Sparse()
                .put("uid", told.decided("policy", "digest"))
                .put("name", told.decided("policy", "rule")))
        .json();
  }

  static void taken(
      OcsfEvent event, int action, String actionName, int disposition, String dispositionName) {
    event
        .put("action_id", action)
        .put("action", actionName)
        .put("disposition_id", disposition)
        .put("disposition", dispositionName);
  }

  /** How the call ended. */
  static JsonText outcome(Told told) {
    String word = told.text("status");
    OcsfEvent event = ofCall(told).status(statusOf(word), word, "");
    told.leaf()
        .object("upstream")
        .ifPresent(upstream -> {
          OptionalLong status = upstream.integer("status");
          if (status.orElse(0) > 0) {
            event.put(
                "http_response",
                new Sparse()
                    .put("code", status.getAsLong())
                    .put("latency", upstream.integer("ms").orElse(0)));
          }
        });
    return event.json();
  }

  private static OcsfStatus statusOf(String word) {
    return switch (word) {
      case "executed" -> OcsfStatus.SUCCESS;
      case "unknown" -> OcsfStatus.UNKNOWN;
      default -> OcsfStatus.FAILURE;
    };
  }

  private static OcsfEvent ofCall(Told told) {
    String method = told.decided("method");
    String server = told.decided("server");
    String agent = told.decided("agent", "id");
    OcsfEvent event =
        READS.contains(method)
            ? new OcsfEvent(told, OcsfClass.API_ACTIVITY, READ, "Read")
            : new OcsfEvent(told, OcsfClass.API_ACTIVITY, OcsfClass.OTHER, orUnknown(method));
    return event
        .put("actor", actor(told.decided("user"), server).put("session", session(told)))
        .put("ai_agent", agent.isEmpty() ? new Sparse() : agent(told, agent))
        .put("api", api(orUnknown(method), server, told.text("txn")))
        .put("src_endpoint", endpoint(agent.isEmpty() ? server : agent))
        .put("dst_endpoint", new Sparse().put("svc_name", server))
        .putAll("resources", resource(method, told))
        .put("trace", new Sparse().put("uid", TraceIds.of(told.decision()).trace()));
  }

  private static Sparse session(Told told) {
    return new Sparse().put("uid", told.decided("run"));
  }

  private static Sparse agent(Told told, String id) {
    return new Sparse()
        .put("uid", id)
        .put("instance_uid", told.decided("agent", "instance"))
        .put("type_id", 0);
  }

  /** Who acts; a request of a tool server's own belongs to no person. */
  private static Sparse actor(String user, String server) {
    return new Sparse()
        .put(
            "user",
            user.isEmpty()
                ? new Sparse().put("name", orUnknown(server)).put("type_id", SERVICE)
                : new Sparse().put("uid", user).put("type_id", USER));
  }

  static Sparse api(String operation, String server, String txn) {
    return new Sparse()
        .put("operation", operation)
        .put("service", new Sparse().put("name", server))
        .put("request", new Sparse().put("uid", txn));
  }

  /** No leaf of a call says which address it came from. */
  static Sparse endpoint(String name) {
    return new Sparse().put("name", orUnknown(name));
  }

  private static Sparse resource(String method, Told told) {
    String name = told.decided("name");
    return name.isEmpty()
        ? new Sparse()
        : new Sparse()
            .put("name", name)
            .put("type", method.contains("/") ? method.substring(0, method.indexOf('/')) : method)
            .put("uid", told.decided("tool_digest"))
            .put("role_id", TARGET);
  }

  private static String orUnknown(String text) {
    return text.isEmpty() ? "unknown" : text;
  }

  /** How the task ended that a call had begun. */
  static JsonText taskEnd(Told told) {
    String word = told.text("status");
    String server = told.text("server");
    return new OcsfEvent(told, OcsfClass.API_ACTIVITY, OcsfClass.OTHER, "task")
        .put("actor", actor(told.text("user"), server))
        .put("api", api("task", server, told.text("txn")))
        .put("src_endpoint", endpoint(server))
        .putAll("resources", new Sparse().put("name", told.text("name")).put("role_id", TARGET))
        .status(word.equals("completed") ? OcsfStatus.SUCCESS : OcsfStatus.FAILURE, word, "")
        .json();
  }
}
