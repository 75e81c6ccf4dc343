package io.mcpguard.authserver.authorize;

import io.mcpguard.authserver.session.Session;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The pending requests, in memory, each for ten minutes; when there are too many the oldest goes.
 */
public final class PendingRequests {
  private static final int MOST = 2_000;

  private final LinkedHashMap<String, PendingRequest> requests = new LinkedHashMap<>();
  private final InstantSource clock;

  public PendingRequests(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void keep(PendingRequest request) {
    requests.put(request.id(), request);
    if (requests.size() > MOST) {
      requests.pollFirstEntry();
    }
  }

  /** The request, if this session brought it and it has not ended. */
  public synchronized Optional<PendingRequest> find(String id, Session session) {
    return Optional.ofNullable(requests.get(id))
        .filter(request -> request.binding().equals(session.binding()))
        .filter(request -> clock.instant().isBefore(request.endsAt()));
  }

  /** The request, which is then gone: one decision each. */
  public synchronized Optional<PendingRequest> take(String id, Session session) {
    Optional<PendingRequest> found = find(id, session);
    found.ifPresent(request -> requests.remove(id));
    return found;
  }
}
