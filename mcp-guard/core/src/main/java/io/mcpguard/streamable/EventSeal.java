package io.mcpguard.streamable;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.jose.Sealer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Binds the ids of a stream's events to the permissions that it stood on, for a process that does
 * not know the stream: after a restart its upstream is asked only for whoever has the same.
 */
record EventSeal(Sealer sealer) {
  private static final byte[] NOTHING = {};

  /** What goes into the ids. */
  String of(String session, String stream, Delegated caller) {
    return sealer.seal(context(session, stream, caller), NOTHING);
  }

  /** Whether an id is of a stream of this session that stood on what this caller has now. */
  boolean isOf(EventId id, String session, Delegated caller) {
    return sealer.open(context(session, id.stream(), caller), id.seal()).isPresent();
  }

  /** Each part with its length in front, so that none can be read as the end of another. */
  private static String context(String session, String stream, Delegated caller) {
    String held = caller.held().tokens().stream().sorted().collect(Collectors.joining(" "));
    return Stream.of("event", session, stream, caller.grant().id(), held)
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining("\n"));
  }
}
