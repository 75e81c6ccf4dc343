package io.mcpguard.upstream;

import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * The first words between the guard and a child. One that speaks both forms of MCP is spoken to in
 * sessions, as long as it takes the handshake: nobody else can have told it otherwise.
 */
record ChildGreeting(Set<String> mayAsk) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final RequestId ID = new RequestId("0");
  private static final long PROBE = -1;

  /** What a child turned out to be. */
  sealed interface Kind {
    /** One with sessions, which answered the handshake. */
    record InSessions(ServerMessage.Answered welcome) implements Kind {}

    /** One that knows requests alone (2026-07-28). */
    record Stateless() implements Kind {}

    /** Nothing that MCP can be spoken with. */
    record Unfit() implements Kind {}
  }

  /** Greets a child that was just started. */
  Kind greet(UpstreamConnection fresh) {
    Optional<ServerMessage.Answered> welcome =
        asked(fresh, 0, OwnRequests.initialize(ID, mayAsk))
            .filter(answer -> answer.kind() == ServerMessage.Answered.Kind.RESULT);
    if (welcome.isPresent()) {
      byte[] done = OwnRequests.initialized().document().bytes();
      fresh
          .send(UpstreamMessage.oneWay(done, UpstreamHeaders.none()), Deadline.in(PATIENCE))
          .reply();
      return new Kind.InSessions(welcome.get());
    }
    byte[] discover =
        OwnRequests.outbound(
                Era.MODERN,
                new RequestId(Long.toString(PROBE)),
                "server/discover",
                JsonText.object(),
                mayAsk)
            .document()
            .bytes();
    return asked(fresh, PROBE, discover)
        .map(Eras::verdict)
        .filter(verdict -> !(verdict instanceof Eras.Verdict.None))
        .<Kind>map(speaks -> new Kind.Stateless())
        .orElseGet(Kind.Unfit::new);
  }

  private static Optional<ServerMessage.Answered> asked(
      UpstreamConnection fresh, long id, byte[] json) {
    UpstreamMessage request = UpstreamMessage.request(id, json, UpstreamHeaders.none());
    try (UpstreamExchange exchange = fresh.send(request, Deadline.in(PATIENCE))) {
      return exchange.reply() instanceof Answered answered
              && ServerMessage.read(answered.json()) instanceof ServerMessage.Answered answer
          ? Optional.of(answer)
          : Optional.empty();
    }
  }
}
