package io.mcpguard.authserver.authorize;

import io.mcpguard.authserver.session.Session;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;

/**
 * The pending requests, in memory, each for ten minutes.
 *
 * <p>The attacker sends many, to push out those of others: what visitors brought and what people
 * brought who signed in is bounded apart, and a browser has few; the oldest goes.
 */
public final class PendingRequests {
  private static final int MOST = 2_000;
  private static final int MOST_OF_ONE_BROWSER = 8;

  private final SequencedMap<String, PendingRequest> ofVisitors = new LinkedHashMap<>();
  private final SequencedMap<String, PendingRequest> ofSignedIn = new LinkedHashMap<>();
  private final InstantSource clock;

  public PendingRequests(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void keep(PendingRequest request, Session session) {
    put(request, of(session));
  }

  /** The request, if this session brought it and it has not ended. */
  public synchronized Optional<PendingRequest> find(String id, Session session) {
    Optional<PendingRequest> found =
        Stream.of(ofVisitors, ofSignedIn)
            .flatMap(requests -> Stream.ofNullable(requests.get(id)))
            .findFirst()
            .filter(request -> request.binding().equals(session.binding()))
            .filter(request -> clock.instant().isBefore(request.endsAt()));
    if (found.isPresent() && session instanceof Session.SignedIn && ofVisitors.remove(id) != null) {
      put(found.get(), ofSignedIn);
    }
    return found;
  }

  /** The request, which is then gone: one decision each. */
  public synchronized Optional<PendingRequest> take(String id, Session session) {
    Optional<PendingRequest> found = find(id, session);
    found.ifPresent(request -> of(session).remove(id));
    return found;
  }

  private SequencedMap<String, PendingRequest> of(Session session) {
    return switch (session) {
      case Session.Visitor visitor -> ofVisitors;
      case Session.SignedIn somebody -> ofSignedIn;
    };
  }

  private static void put(PendingRequest request, SequencedMap<String, PendingRequest> among) {
    List<String> own =
        among.values().stream()
            .filter(one -> one.binding().equals(request.binding()))
            .map(PendingRequest::id)
            .toList();
    if (own.size() >= MOST_OF_ONE_BROWSER) {
      among.remove(own.getFirst());
    }
    among.put(request.id(), request);
    if (among.size() > MOST) {
      among.pollFirstEntry();
    }
  }
}
