package io.mcpguard.connect;

import io.mcpguard.http.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The session that a host of a revision before 2026-07-28 has with the server, and the handshake
 * that began it (2025-11-25, basic/transports, session management).
 */
final class LegacySession {
  /** In characters; a guard's is no longer than half of it. */
  private static final int LONGEST_ID = 4096;

  /** The first revision whose requests name it in a header. */
  private static final String FIRST_NAMED = "2025-06-18";

  private Optional<State> now = Optional.empty();

  /**
   * One session.
   *
   * @param id empty text where the server keeps none
   * @param revision what was agreed on
   * @param handshake the host's own request that began it
   */
  record State(String id, String revision, HostMessage.Request handshake) {
    /** The headers of what is sent in it. */
    List<Header> headers() {
      List<Header> headers = new ArrayList<>();
      if (!id.isEmpty()) {
        headers.add(new Header("Mcp-Session-Id", id));
      }
      if (revision.compareTo(FIRST_NAMED) >= 0) {
        headers.add(new Header("MCP-Protocol-Version", revision));
      }
      return headers;
    }

    @Override
    public String toString() {
      return "State[" + revision + "]";
    }
  }

  /** The session that there is now. */
  synchronized Optional<State> now() {
    return now;
  }

  /** A handshake was answered; what it began, where that is a session. */
  synchronized Optional<State> begin(
      HostMessage.Request handshake, ServerText answer, Optional<String> id) {
    Optional<String> revision =
        answer
            .message()
            .flatMap(root -> root.object("result"))
            .flatMap(result -> result.string("protocolVersion"))
            .filter(Header::isValue);
    if (revision.isPresent()) {
      String usable = id.filter(i -> i.length() <= LONGEST_ID && Header.isValue(i)).orElse("");
      now = Optional.of(new State(usable, revision.get(), handshake));
    }
    return revision.isPresent() ? now : Optional.empty();
  }

  /** Ends what there is. */
  synchronized Optional<State> end() {
    Optional<State> ended = now;
    now = Optional.empty();
    return ended;
  }
}
