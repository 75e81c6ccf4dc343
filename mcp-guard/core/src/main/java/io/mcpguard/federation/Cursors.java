package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.jose.Sealer;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.upstream.ServerMessage;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a federated list goes on: at each upstream that has more, sealed, and for the caller alone
 * who got it. "Clients MUST treat cursors as opaque tokens" (server/utilities/pagination).
 */
final class Cursors {
  private final Sealer sealer;

  Cursors(Sealer sealer) {
    this.sealer = sealer;
  }

  /** The cursor that goes on with these; empty text begins an upstream's list. */
  String seal(Delegated caller, McpMethod list, SequencedMap<String, String> next) {
    JsonText plain = JsonText.object();
    next.forEach(plain::put);
    return sealer.seal(context(caller, list), plain.bytes());
  }

  /** Where to go on, by upstream; empty for what is not a cursor of this caller and list. */
  Optional<SequencedMap<String, String>> open(Delegated caller, McpMethod list, String cursor) {
    return sealer
        .open(context(caller, list), cursor)
        .map(plain -> (JsonObject) ServerMessage.reread(plain).root())
        .map(Cursors::members);
  }

  private static SequencedMap<String, String> members(JsonObject plain) {
    SequencedMap<String, String> next = new TreeMap<>();
    for (JsonMember each : plain.members()) {
      if (each.value() instanceof JsonString text) {
        next.put(each.name(), text.value());
      }
    }
    return next;
  }

  private static String context(Delegated caller, McpMethod list) {
    return Stream.of(
            "cursor", caller.principal().user(), caller.principal().agent().clientId(), list.wire())
        // Each with its length in front, so that no part can be read as the end of another.
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining("\n"));
  }
}
