package io.mcpguard.upstream;

import io.mcpguard.catalog.ParameterHeaders;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Refused;
import io.mcpguard.protocol.Conversation;
import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMethod;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** The open requests that need no session, each in its agent's share. */
public final class StatelessRequests {
  private final Set<StatelessRequest> open = ConcurrentHashMap.newKeySet();
  private final AgentShares shares;
  private final Ports ports;
  private final Eras eras;
  private final ParameterHeaders headers;

  /** None open yet. */
  StatelessRequests(AgentShares shares, Ports ports, Eras eras, ParameterHeaders headers) {
    this.shares = shares;
    this.ports = ports;
    this.eras = eras;
    this.headers = headers;
  }

  /** What a request stands in that needs no session; whoever serves it closes it. */
  public Outcome<StatelessRequest> begin(
      Delegated caller, Upstream upstream, McpMethod method, SessionTie tie) {
    Optional<SessionLink> link =
        eras.of(upstream.name())
            .filter(Era.MODERN::equals)
            .flatMap(modern -> ports.to(upstream).stateless(upstream.name(), headers));
    if (link.isEmpty()) {
      return new Refused<>(eras.unknown(upstream.name()));
    }
    StatelessRequest request = begun(caller, upstream, method, link.get(), tie.conversation());
    tie.tie(request);
    return Outcome.proceed(request);
  }

  private StatelessRequest begun(
      Delegated caller,
      Upstream upstream,
      McpMethod method,
      SessionLink link,
      Conversation conversation) {
    AgentShare share = shares.visit(caller);
    Places places = method == McpMethod.LISTEN ? share.streams() : share.calls();
    StatelessRequest request =
        new StatelessRequest(
            share,
            places,
            upstream,
            conversation,
            link,
            over -> {
              open.remove(over);
              shares.part(caller);
            });
    open.add(request);
    return request;
  }

  /** Ends those that stand on a delegation that is {@code revoked} now. */
  void endRevoked(Predicate<Delegated> revoked) {
    open.forEach(request -> request.endRevoked(revoked));
  }

  /** Ends those that have taken too long. */
  void endOverdue() {
    open.forEach(request -> request.requests().endOverdue());
  }

  /** Ends those that callers wait for, who are told that the guard stops. */
  void stop() {
    open.forEach(Dialogue::stop);
  }

  /** Ends all, when the guard stops. */
  void shut() {
    open.forEach(Dialogue::shut);
  }
}
