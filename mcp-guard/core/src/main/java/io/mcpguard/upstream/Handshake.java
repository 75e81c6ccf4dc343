package io.mcpguard.upstream;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonValue;
import io.mcpguard.assertion.json.Splices;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.Optional;

/**
 * {@code initialize} of the legacy revisions: opens a session here and one at the upstream, and
 * lets neither side believe that the other can do what the guard would refuse.
 */
public final class Handshake {
  private final Ports ports;
  private final Sessions sessions;
  private final Duration patience;

  Handshake(Ports ports, Sessions sessions, Duration patience) {
    this.ports = ports;
    this.sessions = sessions;
    this.patience = patience;
  }

  /** Opens a session, or passes on why the upstream would not. */
  Outcome<Answer> open(
      Delegated caller, Upstream upstream, McpMessage.Request initialize, Lasting lasting) {
    return open(caller, upstream, initialize, lasting, patience);
  }

  /** The same, and waits for the upstream no longer than {@code atMost}. */
  Outcome<Answer> open(
      Delegated caller,
      Upstream upstream,
      McpMessage.Request initialize,
      Lasting lasting,
      Duration atMost) {
    return sessions
        .reserve(caller)
        .then(reserved -> {
          try (reserved) {
            return open(reserved, upstream, initialize, lasting, Deadline.in(atMost));
          }
        });
  }

  private Outcome<Answer> open(
      Sessions.Reserved reserved,
      Upstream upstream,
      McpMessage.Request initialize,
      Lasting lasting,
      Deadline deadline) {
    RequestId id = RequestId.of(initialize.document(), initialize.id());
    byte[] edited = edited(upstream, initialize);
    return switch (ports.to(upstream).open(edited, id, deadline)) {
      case Port.Opening.NotOpened not -> failed(upstream, not);
      case Port.Opening.Answered opening -> opened(reserved, upstream, lasting, opening);
    };
  }

  private Outcome<Answer> opened(
      Sessions.Reserved reserved,
      Upstream upstream,
      Lasting lasting,
      Port.Opening.Answered opening) {
    ServerMessage.Answered answer = opening.answer();
    if (answer.kind() == ServerMessage.Answered.Kind.ERROR) {
      if (!Elicitations.mayPass(upstream, answer.outcome())) {
        return Outcome.refuse(
            Reason.UPSTREAM_WRONG, "upstream " + upstream.name() + " may not send a person there");
      }
      return Outcome.proceed(new Answer.Message(answer.document().bytes()));
    }
    Optional<JsonObject> result =
        answer.outcome() instanceof JsonObject object ? Optional.of(object) : Optional.empty();
    Optional<String> revision = result.flatMap(r -> r.string("protocolVersion"));
    if (revision.isEmpty() || !Revisions.isSpoken(revision.get())) {
      return Outcome.refuse(
          Reason.UPSTREAM_WRONG,
          "upstream " + upstream.name() + " speaks no revision that is spoken here");
    }
    LegacySession session = reserved.open(upstream, revision.get(), lasting, opening);
    return Outcome.proceed(new Answer.Opened(answer(answer, result.get(), lasting), session.id()));
  }

  /** A revision we speak, and no capability that this upstream may not use. */
  private static byte[] edited(Upstream upstream, McpMessage.Request initialize) {
    Splices edits = OwnMeta.strip(initialize.params(), Splices.of(initialize.document()));
    Optional<JsonValue> asked = initialize.params().member("protocolVersion");
    if (asked.isPresent()
        && !Revisions.isSpoken(initialize.params().string("protocolVersion").orElse(""))) {
      edits.replace(asked.get(), new ByteSink(16).string(Revisions.LATEST).toBytes());
    }
    initialize
        .params()
        .object("capabilities")
        .ifPresent(capabilities -> Abilities.withhold(upstream, capabilities, edits));
    return edits.apply();
  }

  /**
   * Which of an upstream's tasks are the caller's nobody could tell from a list of theirs, so none
   * is offered; and a client of the later form has tasks of another form.
   */
  private static byte[] answer(ServerMessage.Answered answer, JsonObject result, Lasting lasting) {
    Splices edits = OwnMeta.strip(result, Splices.of(answer.document()));
    result
        .object("capabilities")
        .ifPresent(capabilities -> {
          switch (lasting) {
            case ID -> capabilities.object("tasks").ifPresent(own -> edits.remove(own, "list"));
            case PROCESS -> edits.remove(capabilities, "tasks");
          }
        });
    return edits.apply();
  }

  private static Outcome<Answer> failed(Upstream upstream, Port.Opening.NotOpened not) {
    String who = "upstream " + upstream.name();
    return switch (not.failing()) {
      case DOWN, UNREACHED, WITHDRAWN, NOT_OFFERED, SESSION_GONE ->
          Outcome.refuse(Reason.UPSTREAM_DOWN, who + " cannot be reached");
      case BUSY -> Outcome.refuse(Reason.BUSY, who + " has no connection to spare");
      case SLOW -> Outcome.refuse(Reason.UPSTREAM_SLOW, who + " did not answer initialize in time");
      case WRONG, OVERSIZE ->
          Outcome.refuse(Reason.UPSTREAM_WRONG, who + " answered initialize wrongly");
      case REFUSED ->
          Outcome.refuse(
              Reason.UPSTREAM_REFUSED, who + " refused initialize with status " + not.status());
    };
  }
}
