package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Remembered;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Places for sessions that are kept elsewhere, among those of the guard's own. */
public final class SessionPlaces {
  private final Remembered<String, SessionPlace> places =
      Remembered.afterUse(AgentShares.MOST_SESSIONS, Sessions.UNUSED, (id, place) -> lost(place));
  private final AgentShares shares;
  private final KeptSessions kept;

  /** None taken yet. */
  SessionPlaces(AgentShares shares, KeptSessions kept) {
    this.shares = shares;
    this.kept = kept;
  }

  /**
   * A place for a new session, before its client knows its id; refused when the agent, or all
   * agents, have as many as may be.
   */
  public Outcome<ReservedPlace> enter(Delegated caller, Upstream upstream, String revision) {
    return shares
        .enter(caller)
        .then(share ->
            Outcome.proceed(
                new ReservedPlace(
                    kept.conversation(revision),
                    (conversation, said) -> {
                      SessionPlace place =
                          placed(
                              caller,
                              share,
                              upstream,
                              kept.issue(caller, upstream, conversation, said));
                      if (!kept.stands(place.ticket())) { // revoked in the meantime
                        leave(place);
                      }
                      return place;
                    },
                    () -> shares.leave(caller, share))));
  }

  /**
   * A session that can go on in a place of its own, as its id says, which began with {@code said}.
   */
  PastSession past(Delegated caller, Upstream upstream, KeptSessions.Issued issued, String said) {
    return new PastSession(
        () -> state(issued.ticket(), said), () -> enter(caller, upstream, issued));
  }

  /** What was kept here comes last; a process that kept nothing has what the id says. */
  private Optional<String> state(SessionTickets.Ticket ticket, String said) {
    return kept.state(ticket)
        .map(state -> state.isEmpty() ? said : state)
        .filter(state -> !state.isEmpty());
  }

  private Outcome<SessionPlace> enter(
      Delegated caller, Upstream upstream, KeptSessions.Issued issued) {
    return shares
        .enter(caller)
        .then(share -> Outcome.proceed(placed(caller, share, upstream, issued)));
  }

  private SessionPlace placed(
      Delegated caller, AgentShare share, Upstream upstream, KeptSessions.Issued issued) {
    Keeping keeping = kept.keeping(issued.ticket());
    SessionPlace place = new SessionPlace(issued, keeping, caller, share, upstream);
    places.put(place.id(), place);
    return place;
  }

  /** The caller's own place, if it still has it; asking counts as a use of it. */
  public Optional<SessionPlace> find(Delegated caller, Upstream upstream, String id) {
    return id.isEmpty()
        ? Optional.empty()
        : places.find(id).filter(place -> place.belongsTo(caller, upstream));
  }

  /**
   * Gives a place back for good, its session being over here and elsewhere; nothing happens where
   * it was lost before.
   */
  public void leave(SessionPlace place) {
    kept.close(List.of(place.ticket()));
    suspend(place);
  }

  /** The place is lost, and nothing is said of whether its session goes on. */
  private void suspend(SessionPlace place) {
    places.forget(place.id());
  }

  /** Ends for good what stands on a delegation that is {@code revoked} now. */
  void endRevoked(Predicate<Delegated> revoked) {
    List<SessionPlace> over = all().stream().filter(place -> revoked.test(place.opener())).toList();
    // Before they are forgotten, after which their ids could open them again.
    kept.close(over.stream().map(SessionPlace::ticket).toList());
    over.forEach(this::suspend);
  }

  /** Loses all places, when the guard stops; the sessions can go on when it starts again. */
  void suspendAll() {
    all().forEach(this::suspend);
  }

  /** Loses those that nobody used for long. */
  void sweep() {
    places.sweep();
  }

  private List<SessionPlace> all() {
    return List.copyOf(places.view().values());
  }

  private void lost(SessionPlace place) {
    place.lost();
    shares.leave(place.opener(), place.share());
  }
}
