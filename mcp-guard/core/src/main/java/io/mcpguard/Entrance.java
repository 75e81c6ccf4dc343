package io.mcpguard;

import io.mcpguard.agents.Recognition;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Refusals;
import io.mcpguard.authn.Authenticated;
import io.mcpguard.authn.Authentication;
import io.mcpguard.authn.LocalCallers;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.catalog.Scope;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.delegation.Delegation;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.exchange.Outcome;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.jose.ProofVerifier;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.oauth.Scopes;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Where callers come in: who they are, which agent, and for whom; before any message is read. */
final class Entrance implements AutoCloseable {
  private final Authentication authentication;
  private final ProofVerifier proofs;
  private final LocalCallers local;
  private final Recognition recognition;
  private final Delegation delegation;
  private final Evidence evidence;
  private final Refusals refusals;
  private final RandomGenerator random;

  Entrance(GuardParts parts, Delegation delegation, Evidence evidence) {
    InstantSource clock = parts.clock();
    this.authentication = new Authentication(parts.authentication(), parts.epoch(), clock);
    this.proofs = parts.authentication().proofs();
    this.local =
        new LocalCallers(
            Scopes.of(parts.scopes().stream().map(Scope::name).toList()), clock, parts.random());
    this.recognition = new Recognition(parts.agents(), clock);
    this.delegation = delegation;
    this.evidence = evidence;
    this.random = parts.random();
    this.refusals = new Refusals(parts.journal(), clock);
    refusals.start();
  }

  /**
   * Who calls and for whom, from the head alone; the body is not read before. Strangers are counted
   * by {@code source}, the address they come from; the refusal of a known caller is recorded.
   */
  Outcome<Delegated> admit(Presentation presented, Upstream upstream, String source) {
    return admitted(
        authentication.authenticate(presented, upstream.resource()), caller -> upstream, source);
  }

  /**
   * The same at a place that is no upstream's, for whoever is good for one of {@code upstreams}.
   *
   * @param uri the place, which a proof has to name
   */
  Outcome<Delegated> admit(
      Presentation presented, List<Upstream> upstreams, String uri, String source) {
    List<String> resources = upstreams.stream().map(Upstream::resource).toList();
    return admitted(
        authentication.authenticate(presented, resources, uri),
        caller -> upstreams.get(resources.indexOf(caller.resource())),
        source);
  }

  private Outcome<Delegated> admitted(
      Outcome<Authenticated> authenticated,
      Function<Authenticated, Upstream> upstream,
      String source) {
    return switch (authenticated) {
      case Refused<Authenticated>(Denial denial) -> {
        // Only who has a good token is told of the nonce, and must be told to get on (RFC 9449 §9).
        Reason told =
            denial.reason() == Reason.USE_DPOP_NONCE
                ? denial.reason()
                : refuseStranger(source, denial.reason());
        yield new Refused<>(
            told == denial.reason() ? denial : Denial.of(told, "refused too often"));
      }
      case Proceed<Authenticated>(Authenticated caller) ->
          delegated(caller, upstream.apply(caller));
    };
  }

  /**
   * The local user who launched this process as a caller, without any token; for a transport that
   * nobody but the launching program can reach. A refusal is recorded.
   */
  Outcome<Delegated> admitLocal(LocalUser user, Upstream upstream) {
    return delegated(local.present(user, upstream.resource()), upstream);
  }

  private Outcome<Delegated> delegated(Authenticated caller, Upstream upstream) {
    return switch (recognition.recognise(caller).then(delegation::delegate)) {
      case Refused<Delegated>(Denial denial) ->
          new Refused<>(evidence.refuse(caller, upstream, ExchangeId.mint(random), denial));
      case Proceed<Delegated> delegated -> delegated;
    };
  }

  /** The nonce that the next DPoP proof is to hold (RFC 9449 §9). */
  String dpopNonce() {
    return proofs.nonce();
  }

  /**
   * Counts a refusal of somebody unknown, who gets no record of their own; waits for nothing.
   *
   * @return the reason to tell
   */
  Reason refuseStranger(String source, Reason reason) {
    return refusals.count(source, reason);
  }

  @Override
  public void close() {
    refusals.close();
  }
}
