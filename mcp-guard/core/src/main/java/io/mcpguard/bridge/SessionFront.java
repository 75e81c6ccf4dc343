package io.mcpguard.bridge;

import io.mcpguard.McpGuard;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonText;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Envelope;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.McpMethod;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.KnownSession;
import io.mcpguard.upstream.LegacySession;
import io.mcpguard.upstream.PastSession;
import io.mcpguard.upstream.ReservedPlace;
import io.mcpguard.upstream.ServerMessage;
import io.mcpguard.upstream.SessionPlace;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The sessions of legacy clients, whichever form their upstreams speak. */
public final class SessionFront {
  /**
   * What all sessions may keep together of news that nobody read and of answers that a call waits
   * for, in bytes.
   */
  private static final int MOST_KEPT = 32 * 1024 * 1024;

  private final McpGuard guard;
  private final RandomGenerator random;
  private final Semaphore room = new Semaphore(MOST_KEPT);

  private final ReentrantLock resuming = new ReentrantLock();

  /** Each has a place in the guard, which bounds their number. */
  private final Map<String, BridgedSession> bridged = new ConcurrentHashMap<>();

  /** In front of {@code guard}; {@code random} must be unpredictable. */
  public SessionFront(McpGuard guard, RandomGenerator random) {
    this.guard = guard;
    this.random = random;
  }

  /** Opens a session with {@code initialize}: one of the upstream's own where it has some. */
  public Answer open(Delegated caller, StatelessEndpoint endpoint, McpMessage.Request initialize) {
    return endpoint.open(caller, initialize).orElseGet(() -> bridged(caller, endpoint, initialize));
  }

  private Answer bridged(
      Delegated caller, StatelessEndpoint endpoint, McpMessage.Request initialize) {
    Upstream upstream = endpoint.upstream();
    return switch (LegacyClient.of(initialize)) {
      case Refused<LegacyClient>(Denial denial) ->
          guard.refuse(caller, upstream, initialize, denial);
      case Proceed<LegacyClient>(LegacyClient client) ->
          switch (guard.places().enter(caller, upstream, client.revision())) {
            case Refused<ReservedPlace>(Denial denial) ->
                guard.refuse(caller, upstream, initialize, denial);
            case Proceed<ReservedPlace>(ReservedPlace reserved) -> {
              try (reserved) {
                yield welcome(endpoint, new Newcomer(caller, initialize, client), reserved);
              }
            }
          };
    };
  }

  /** A client that begins a session, and what it said. */
  private record Newcomer(Delegated caller, McpMessage.Request initialize, LegacyClient client) {
    RequestId id() {
      return BridgedSession.id(initialize);
    }

    byte[] discover() {
      return StatelessForm.own(id(), McpMethod.DISCOVER, JsonText.object(), client.meta());
    }

    /** The upstream cannot be understood. */
    Answer refuse(StatelessServer server, String detail) {
      return server.refuse(caller, initialize, Reason.UPSTREAM_WRONG, detail);
    }
  }

  /** The answer to {@code initialize}, out of what the server says of itself. */
  private Answer welcome(StatelessEndpoint endpoint, Newcomer comer, ReservedPlace reserved) {
    StatelessServer server = new StatelessServer(guard, endpoint, random, reserved.conversation());
    Answer answer = server.ask(comer.caller(), comer.discover());
    if (!(answer instanceof Answer.Message message)) {
      return answer instanceof Answer.Denied
          ? answer
          : comer.refuse(server, "it did not say what it is");
    }
    if (!(ServerMessage.read(message.json()) instanceof ServerMessage.Answered answered)
        || !(answered.outcome() instanceof JsonObject outcome)) {
      return comer.refuse(server, "what it says of itself is no object");
    }
    return switch (answered.kind()) {
      case ERROR -> new Answer.Message(message.json());
      case RESULT -> {
        ServerOffer offer = new ServerOffer(answered.document(), outcome);
        LegacyClient client = comer.client();
        SessionPlace place = reserved.issue(BridgedState.atFirst(client, offer.news()).text());
        remember(new BridgedSession(server, place, client, offer.news(), room));
        yield new Answer.Opened(
            offer.welcome(comer.id(), client.revision(), server.name()), place.id());
      }
    };
  }

  private void remember(BridgedSession session) {
    SessionPlace place = session.place();
    bridged.put(place.id(), session);
    place.whenLost(() -> {
      bridged.remove(place.id(), session);
      session.over();
    });
  }

  /**
   * The caller's own session, with the revision that the request names held against it; a refusal
   * is recorded.
   */
  public Outcome<ClientSession> find(
      Delegated caller, StatelessEndpoint endpoint, String id, String revision) {
    Upstream upstream = endpoint.upstream();
    Optional<BridgedSession> here = open(caller, upstream, id);
    if (here.isPresent()) {
      return inItsRevision(caller, here.get(), revision);
    }
    return guard
        .session(caller, upstream, id, revision)
        .then(known ->
            switch (known) {
              case KnownSession.Open(LegacySession own) ->
                  Outcome.proceed(new OwnSession(guard, own));
              case KnownSession.Past(PastSession past) ->
                  switch (resumed(caller, endpoint, id, past)) {
                    case Proceed<BridgedSession>(BridgedSession session) ->
                        inItsRevision(caller, session, revision);
                    case Refused<BridgedSession>(Denial denial) ->
                        new Refused<>(guard.refuse(caller, upstream, denial));
                  };
            });
  }

  private Outcome<ClientSession> inItsRevision(
      Delegated caller, BridgedSession session, String revision) {
    if (!revision.isEmpty() && !revision.equals(session.revision())) {
      Denial denial =
          Denial.of(Reason.UNSUPPORTED_VERSION, "MCP-Protocol-Version is not what was negotiated");
      return new Refused<>(guard.refuse(caller, session.server().upstream(), denial));
    }
    return Outcome.proceed(session);
  }

  private Optional<BridgedSession> open(Delegated caller, Upstream upstream, String id) {
    return guard
        .places()
        .find(caller, upstream, id)
        .flatMap(place -> Optional.ofNullable(bridged.get(place.id())));
  }

  /** The caller's own session that another process began, or this one before it was unused. */
  private Outcome<BridgedSession> resumed(
      Delegated caller, StatelessEndpoint endpoint, String id, PastSession past) {
    resuming.lock();
    try {
      // Whoever comes second finds it open, or ended again.
      return open(caller, endpoint.upstream(), id)
          .map(Outcome::proceed)
          .or(() -> past.state().flatMap(state -> goOn(endpoint, past, BridgedState.read(state))))
          .orElseGet(() ->
              Outcome.refuse(Reason.UNKNOWN_SESSION, "the session is not one of this caller's"));
    } finally {
      resuming.unlock();
    }
  }

  private Optional<Outcome<BridgedSession>> goOn(
      StatelessEndpoint endpoint, PastSession past, BridgedState kept) {
    byte[] initialize = kept.initialize().getBytes(StandardCharsets.UTF_8);
    if (!(guard.read(endpoint.upstream(), initialize)
            instanceof Envelope.Single(McpMessage.Request request))
        || !(LegacyClient.of(request) instanceof Proceed<LegacyClient>(LegacyClient client))) {
      return Optional.empty();
    }
    return Optional.of(
        past.enter()
            .then(place -> {
              StatelessServer server =
                  new StatelessServer(guard, endpoint, random, place.conversation());
              BridgedSession session =
                  new BridgedSession(server, place, client, kept.offered(), room);
              session.resume(kept);
              remember(session);
              return Outcome.proceed(session);
            }));
  }
}
