package io.mcpguard.assertion;

import io.mcpguard.assertion.json.JsonObject;
import java.util.Optional;
import java.util.Set;

/**
 * Which messages need an assertion, and what each is about. Every request that is not named as
 * carrying no user needs one, so a method of a later revision is refused rather than let through.
 */
public final class McpMethods {
  /** Stands as {@code method} for a client's answer; no request may be called so. */
  public static final String ANSWER = "answer";

  private static final Set<String> WITHOUT_USER =
      Set.of(
          "initialize",
          "server/discover",
          "ping",
          "logging/setLevel",
          "tools/list",
          "resources/list",
          "resources/templates/list",
          "prompts/list");

  private McpMethods() {}

  /** Whether a request or notification of this method must carry an assertion. */
  public static boolean needsAssertion(String method) {
    return !WITHOUT_USER.contains(method) && !method.startsWith("notifications/");
  }

  /** What a request is about, by the upstream's own name; empty where there is no such thing. */
  public static String nameOf(String method, JsonObject params) {
    Optional<String> name =
        switch (method) {
          case "tools/call", "prompts/get" -> params.string("name");
          case "resources/read", "resources/subscribe", "resources/unsubscribe" ->
              params.string("uri");
          case "completion/complete" -> params.object("ref").flatMap(McpMethods::reference);
          default ->
              method.startsWith("tasks/") ? params.string("taskId") : Optional.<String>empty();
        };
    return name.orElse("");
  }

  private static Optional<String> reference(JsonObject ref) {
    return ref.string("uri").or(() -> ref.string("name"));
  }
}
