package io.mcpguard.upstream;

import io.mcpguard.assertion.json.Digests;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.protocol.McpMessage;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What all rounds of one call have in common: who calls, for whom, and the call but for what each
 * round adds to it (2026-07-28, basic/patterns/mrtr: "the authenticated principal … an identifier
 * for the originating request").
 *
 * <p>The attacker has the state of another's call, or of another call of their own.
 */
public final class RoundBinding {
  private RoundBinding() {}

  /** The binding as text; two rounds of one call have the same, and no other two. */
  public static String of(Delegated caller, String upstream, McpMessage.Request request) {
    return Stream.of(
            caller.principal().user(),
            caller.principal().agent().clientId(),
            upstream,
            request.method().wire(),
            request.target().name(),
            arguments(request))
        // Each with its length in front, so that no part can be read as the end of another.
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining("\n"));
  }

  /** Inexact numbers have no canonical form, so then it is the bytes that must be the same. */
  private static String arguments(McpMessage.Request request) {
    Optional<JsonValue> given = request.params().member("arguments");
    return switch (request.numbers()) {
      case EXACT -> Digests.ofArguments(request.params());
      case INEXACT ->
          given
              .map(arguments -> Digests.ofRaw(request.document(), arguments))
              .orElseGet(Digests::ofNothing);
    };
  }
}
