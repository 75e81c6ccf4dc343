package io.mcpguard.protocol;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Every method a client may send: one row each, so that there is no second, unguarded path. */
public enum McpMethod {
  INITIALIZE("initialize", Kind.HANDSHAKE),
  PING("ping", Kind.HANDSHAKE),
  SET_LEVEL("logging/setLevel", Kind.HANDSHAKE),
  TOOLS_LIST("tools/list", Kind.LIST),
  RESOURCES_LIST("resources/list", Kind.LIST),
  RESOURCE_TEMPLATES_LIST("resources/templates/list", Kind.LIST),
  PROMPTS_LIST("prompts/list", Kind.LIST),
  TOOLS_CALL("tools/call", Kind.CALL),
  RESOURCES_READ("resources/read", Kind.CALL),
  RESOURCES_SUBSCRIBE("resources/subscribe", Kind.CALL),
  RESOURCES_UNSUBSCRIBE("resources/unsubscribe", Kind.CALL),
  PROMPTS_GET("prompts/get", Kind.CALL),
  COMPLETE("completion/complete", Kind.CALL),
  INITIALIZED("notifications/initialized", Kind.NOTIFICATION),
  CANCELLED("notifications/cancelled", Kind.NOTIFICATION),
  PROGRESS("notifications/progress", Kind.NOTIFICATION),
  ROOTS_CHANGED("notifications/roots/list_changed", Kind.NOTIFICATION);

  /** How far a method goes through the stages. */
  public enum Kind {
    /** Needs authentication alone. */
    HANDSHAKE,
    /** Forwarded without an assertion; its answer is filtered. */
    LIST,
    /** Decided, recorded, asserted. */
    CALL,
    /** Never answered; recorded only when refused. */
    NOTIFICATION
  }

  private static final Map<String, McpMethod> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(McpMethod::wire, Function.identity()));

  private final String wire;
  private final Kind kind;

  McpMethod(String wire, Kind kind) {
    this.wire = wire;
    this.kind = kind;
  }

  /** The method's name on the wire. */
  public String wire() {
    return wire;
  }

  /** How far the method goes through the stages. */
  public Kind kind() {
    return kind;
  }

  /** The row of a method, if there is one. */
  public static Optional<McpMethod> of(String wire) {
    return Optional.ofNullable(BY_NAME.get(wire));
  }
}
