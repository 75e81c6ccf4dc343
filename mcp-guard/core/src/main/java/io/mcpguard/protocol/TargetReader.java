package io.mcpguard.protocol;

import io.mcpguard.assertion.json.JsonArray;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads what a request is about from its parameters. Empty where they do not say it, or say it at
 * too great a length: a target's name stands in records, assertions and memories.
 */
final class TargetReader {
  private static final int LONGEST_NAME = 256;
  private static final int LONGEST_HANDLE = 2 * 1024;
  private static final int LONGEST_URI = 4 * 1024;

  /** The most resources that one subscription follows. */
  private static final int MOST_FOLLOWED = 1_000;

  private TargetReader() {}

  static Optional<Target> read(McpMethod method, JsonObject params) {
    return switch (method) {
      case TOOLS_CALL ->
          named(params).flatMap(name -> arguments(params).map(a -> new Target.Tool(name, a)));
      case PROMPTS_GET ->
          named(params).flatMap(name -> arguments(params).map(a -> new Target.Prompt(name, a)));
      case RESOURCES_READ, RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE ->
          uri(params).map(Target.Resource::new);
      case COMPLETE -> params.object("ref").flatMap(TargetReader::reference);
      case TASKS_GET, TASKS_CANCEL, TASKS_UPDATE, TASKS_RESULT ->
          params
              .string("taskId")
              .filter(id -> id.length() <= LONGEST_HANDLE)
              .map(Target.TaskHandle::new);
      case LISTEN -> subscription(params);
      case INITIALIZE,
          PING,
          SET_LEVEL,
          DISCOVER,
          TOOLS_LIST,
          RESOURCES_LIST,
          RESOURCE_TEMPLATES_LIST,
          PROMPTS_LIST,
          INITIALIZED,
          CANCELLED,
          PROGRESS,
          ROOTS_CHANGED ->
          Optional.of(new Target.Server());
    };
  }

  private static Optional<String> named(JsonObject params) {
    return params.string("name").filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME);
  }

  private static Optional<String> uri(JsonObject params) {
    return params.string("uri").filter(uri -> uri.length() <= LONGEST_URI);
  }

  /** Each URI that is followed is bounded, and so is their number (2026-07-28, subscriptions). */
  private static Optional<Target> subscription(JsonObject params) {
    Optional<JsonObject> wanted = params.object("notifications");
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    Optional<JsonValue> given = wanted.get().member("resourceSubscriptions");
    if (given.isEmpty()) {
      return Optional.of(new Target.Subscription(List.of()));
    }
    if (!(given.get() instanceof JsonArray array) || array.values().size() > MOST_FOLLOWED) {
      return Optional.empty();
    }
    List<String> uris = new ArrayList<>();
    for (JsonValue each : array.values()) {
      if (!(each instanceof JsonString uri) || uri.value().length() > LONGEST_URI) {
        return Optional.empty();
      }
      uris.add(uri.value());
    }
    return Optional.of(new Target.Subscription(uris));
  }

  private static Optional<JsonObject> arguments(JsonObject params) {
    Optional<JsonValue> given = params.member("arguments");
    return given.isEmpty() ? Optional.of(NoParameters.OBJECT) : params.object("arguments");
  }

  /** A completion follows its reference (2025-11-25, server/utilities/completion). */
  private static Optional<Target> reference(JsonObject ref) {
    return switch (ref.string("type").orElse("")) {
      case "ref/prompt" -> named(ref).map(name -> new Target.Prompt(name, NoParameters.OBJECT));
      case "ref/resource" -> uri(ref).map(Target.Template::new);
      default -> Optional.empty();
    };
  }
}
