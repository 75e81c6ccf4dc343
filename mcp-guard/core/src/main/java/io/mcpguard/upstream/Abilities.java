package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestMeta;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A client's capabilities as an upstream is told of them: none that it could use only to ask what
 * the guard would refuse.
 */
final class Abilities {
  private static final List<String> ASKABLE = List.of("sampling", "elicitation", "roots");

  /** What a tool server asks has no tasks (2025-11-25, basic/utilities/tasks). */
  private static final String TASKS = "tasks";

  private Abilities() {}

  /** Removes what {@code upstream} is not to know of. */
  static void withhold(Upstream upstream, JsonObject capabilities, Splices edits) {
    unspoken(upstream).forEach(name -> edits.remove(capabilities, name));
  }

  /** A stateless request that says of its client no more than that. */
  static McpMessage.Request told(Upstream upstream, McpMessage.Request request) {
    Optional<JsonObject> declared =
        request
            .params()
            .object("_meta")
            .flatMap(meta -> meta.object(RequestMeta.CLIENT_CAPABILITIES))
            .filter(capabilities -> isTooMuch(upstream, capabilities));
    if (declared.isEmpty()) {
      return request;
    }
    Splices edits = Splices.of(request.document());
    withhold(upstream, declared.get(), edits);
    return request.reread(edits.apply());
  }

  private static boolean isTooMuch(Upstream upstream, JsonObject capabilities) {
    return unspoken(upstream).stream().anyMatch(name -> capabilities.member(name).isPresent());
  }

  private static List<String> unspoken(Upstream upstream) {
    List<String> names = new ArrayList<>(ASKABLE);
    names.removeAll(upstream.mayAsk());
    names.add(TASKS);
    return names;
  }
}
