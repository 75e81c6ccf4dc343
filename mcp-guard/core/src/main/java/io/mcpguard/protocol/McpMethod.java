package io.mcpguard.protocol;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every method a client may send: one row each, so that there is no second, unguarded path. */
public enum McpMethod {
  INITIALIZE("initialize", Kind.HANDSHAKE, Era.LEGACY),
  PING("ping", Kind.HANDSHAKE, Era.LEGACY),
  SET_LEVEL("logging/setLevel", Kind.HANDSHAKE, Era.LEGACY),
  DISCOVER("server/discover", Kind.HANDSHAKE, Era.MODERN),
  TOOLS_LIST("tools/list", Kind.LIST),
  RESOURCES_LIST("resources/list", Kind.LIST),
  RESOURCE_TEMPLATES_LIST("resources/templates/list", Kind.LIST),
  PROMPTS_LIST("prompts/list", Kind.LIST),
  TOOLS_CALL("tools/call", Kind.CALL),
  RESOURCES_READ("resources/read", Kind.CALL),
  RESOURCES_SUBSCRIBE("resources/subscribe", Kind.CALL, Era.LEGACY),
  RESOURCES_UNSUBSCRIBE("resources/unsubscribe", Kind.CALL, Era.LEGACY),
  PROMPTS_GET("prompts/get", Kind.CALL),
  COMPLETE("completion/complete", Kind.CALL),
  TASKS_GET("tasks/get", Kind.TASK),
  TASKS_CANCEL("tasks/cancel", Kind.TASK),
  TASKS_UPDATE("tasks/update", Kind.TASK, Era.MODERN),
  TASKS_RESULT("tasks/result", Kind.TASK, Era.LEGACY),
  LISTEN("subscriptions/listen", Kind.SUBSCRIPTION, Era.MODERN),
  INITIALIZED("notifications/initialized", Kind.NOTIFICATION, Era.LEGACY),
  CANCELLED("notifications/cancelled", Kind.NOTIFICATION),
  PROGRESS("notifications/progress", Kind.NOTIFICATION),
  ROOTS_CHANGED("notifications/roots/list_changed", Kind.NOTIFICATION, Era.LEGACY);

  /** How far a method goes through the stages. */
  public enum Kind {
    /** Needs authentication alone. */
    HANDSHAKE,
    /** Forwarded without an assertion; its answer is filtered. */
    LIST,
    /** Decided, recorded, asserted. */
    CALL,
    /** Decided, recorded and asserted like the call that began the task which it is about. */
    TASK,
    /** Narrowed to what may be followed, then recorded and asserted like a call. */
    SUBSCRIPTION,
    /** Never answered; recorded only when refused. */
    NOTIFICATION
  }

  private static final Map<String, McpMethod> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(McpMethod::wire, Function.identity()));

  private static final Map<McpMethod, String> LISTS =
      Map.of(
          TOOLS_LIST, "tools",
          PROMPTS_LIST, "prompts",
          RESOURCES_LIST, "resources",
          RESOURCE_TEMPLATES_LIST, "resourceTemplates");

  private final String wire;
  private final Kind kind;
  private final boolean legacy;
  private final boolean modern;

  /** A method of these eras, or of both where none is named. */
  McpMethod(String wire, Kind kind, Era... eras) {
    this.wire = wire;
    this.kind = kind;
    List<Era> named = List.of(eras);
    this.legacy = named.isEmpty() || named.contains(Era.LEGACY);
    this.modern = named.isEmpty() || named.contains(Era.MODERN);
  }

  /** The method's name on the wire. */
  public String wire() {
    return wire;
  }

  /** How far the method goes through the stages. */
  public Kind kind() {
    return kind;
  }

  /** The member of its result that holds a list; empty for what is no list. */
  public Optional<String> listed() {
    return Optional.ofNullable(LISTS.get(this));
  }

  /** Whether its result tells caches what to do (2026-07-28, server/utilities/caching). */
  public boolean isCacheable() {
    return kind == Kind.LIST || this == DISCOVER || this == RESOURCES_READ;
  }

  /**
   * Whether {@code Mcp-Name} repeats what it names (2026-07-28, transports/streamable-http, tasks).
   */
  public boolean isNamedInHeader() {
    return kind == Kind.TASK || this == TOOLS_CALL || this == PROMPTS_GET || this == RESOURCES_READ;
  }

  /** Whether requests of this era have the method. */
  public boolean isOf(Era era) {
    return switch (era) {
      case LEGACY -> legacy;
      case MODERN -> modern;
    };
  }

  /** The row of a method, if there is one. */
  public static Optional<McpMethod> of(String wire) {
    return Optional.ofNullable(BY_NAME.get(wire));
  }
}
