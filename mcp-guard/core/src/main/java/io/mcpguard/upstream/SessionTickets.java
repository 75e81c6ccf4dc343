package io.mcpguard.upstream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.jose.Sealer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ids of legacy sessions: sealed for one user, one agent and one upstream, so that a session
 * goes on after a restart, and wherever else the key is.
 *
 * <p>The attacker has the id of another's session, or of one of their own at another upstream.
 */
final class SessionTickets {
  /**
   * In characters; visible ASCII (2025-11-25, basic/transports, session management). It comes back
   * in each request's head, beside a token and a proof, and many servers and proxies take no more
   * than 8 KiB of that.
   */
  private static final int LONGEST_ID = 2048;

  /** Longer ids of upstreams do not fit into one of ours; another guard's mostly do. */
  private static final int LONGEST_UPSTREAM_ID = 1024;

  /** The form of what is sealed; the first had no number, and said nothing of a client. */
  private static final long FORM = 2;

  private final Sealer sealer;
  private final InstantSource clock;

  /**
   * What an id says.
   *
   * @param session names the session here and in the ledger, where it is the run
   * @param revision the revision that was negotiated
   * @param grant the consent that it was opened under
   * @param standing what the session is where it goes on
   * @param until when the id expires for all who do not have the session open
   */
  record Ticket(String session, String revision, String grant, Standing standing, Instant until) {}

  /** What a session is where it goes on. */
  sealed interface Standing {
    /** One of its upstream's, with the upstream's own id; empty text where that gave none. */
    record AtUpstream(String id) implements Standing {}

    /**
     * One of the guard's alone, with what it begins with where nobody knows more of it: JSON, or
     * empty text where that is not in the id.
     */
    record Bridged(String said) implements Standing {}

    /** One that cannot go on elsewhere. */
    record Here() implements Standing {}
  }

  SessionTickets(Sealer sealer, InstantSource clock) {
    this.sealer = sealer;
    this.clock = clock;
  }

  /** How a session with this id at its upstream stands. */
  static Standing at(String upstreamId, Lasting lasting) {
    return switch (lasting) {
      case PROCESS -> new Standing.Here();
      case ID ->
          upstreamId.length() > LONGEST_UPSTREAM_ID
              ? new Standing.Here()
              : new Standing.AtUpstream(upstreamId);
    };
  }

  /** The id of the session that the ticket describes. */
  String seal(Delegated caller, Upstream upstream, Ticket ticket) {
    JsonText plain =
        JsonText.object()
            .put("v", FORM)
            .put("sid", ticket.session())
            .put("rev", ticket.revision())
            .put("grant", ticket.grant())
            .put("iat", clock.instant().getEpochSecond())
            .put("exp", ticket.until().getEpochSecond());
    switch (ticket.standing()) {
      case Standing.AtUpstream(String id) -> plain.put("at", "upstream").put("id", id);
      case Standing.Bridged(String said) -> {
        plain.put("at", "guard");
        if (!said.isEmpty()) {
          plain.raw("said", said.getBytes(UTF_8));
        }
      }
      case Standing.Here here -> plain.put("at", "here");
    }
    return sealer.seal(context(caller, upstream), plain.bytes());
  }

  /** Whether an id is short enough to be opened. */
  static boolean fits(String id) {
    return id.length() <= LONGEST_ID;
  }

  /**
   * What an id says that was sealed for this caller here and has not expired; of a later form that
   * is nothing.
   */
  Optional<Ticket> open(Delegated caller, Upstream upstream, String id) {
    return fits(id)
        ? sealer
            .open(context(caller, upstream), id)
            .map(ServerMessage::reread)
            .filter(document -> ((JsonObject) document.root()).integer("v").orElse(1L) <= FORM)
            .map(SessionTickets::ticket)
            .filter(ticket -> clock.instant().isBefore(ticket.until()))
        : Optional.empty();
  }

  private static Ticket ticket(JsonDocument document) {
    JsonObject plain = (JsonObject) document.root();
    Standing standing =
        switch (plain.string("at").orElseThrow()) {
          case "upstream" -> new Standing.AtUpstream(plain.string("id").orElseThrow());
          case "guard" ->
              new Standing.Bridged(
                  plain.object("said").map(said -> text(document.slice(said))).orElse(""));
          default -> new Standing.Here();
        };
    return new Ticket(
        plain.string("sid").orElseThrow(),
        plain.string("rev").orElseThrow(),
        plain.string("grant").orElseThrow(),
        standing,
        Instant.ofEpochSecond(plain.integer("exp").orElseThrow()));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, UTF_8);
  }

  /** Each part with its length in front, so that none can be read as the end of another. */
  private static String context(Delegated caller, Upstream upstream) {
    return Stream.of(
            "session",
            caller.principal().user(),
            caller.principal().agent().clientId(),
            upstream.name())
        .map(part -> part.length() + ":" + part)
        .collect(Collectors.joining("\n"));
  }
}
