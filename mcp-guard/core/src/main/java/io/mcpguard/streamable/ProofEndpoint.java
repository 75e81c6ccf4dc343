package io.mcpguard.streamable;

import io.mcpguard.McpGuard;
import io.mcpguard.audit.Pseudonyms;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.exchange.Reason;
import io.mcpguard.exchange.Refused;
import io.mcpguard.identity.Principal;
import io.mcpguard.ledger.Ledger;
import io.mcpguard.oauth.Presentation;
import io.mcpguard.oauth.Scheme;
import io.mcpguard.provenance.CallProof;
import io.mcpguard.provenance.LiveCalls;
import io.mcpguard.provenance.LiveCalls.Lookup;
import io.mcpguard.ratelimit.QuotaAnswer;
import io.mcpguard.ratelimit.QuotaRule;
import io.mcpguard.ratelimit.QuotaRule.Per;
import io.mcpguard.ratelimit.QuotaUse;
import io.mcpguard.ratelimit.Quotas;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/**
 * {@code GET /audit/v1/proof/{txn}}: what proves a call, for the agent that made it and for the
 * same user (contracts §2). A token for any of the guard's resources will do.
 *
 * <p>The attacker is another agent, or this one for another user: of a call that is not its own it
 * learns no more than of one that never was.
 */
public final class ProofEndpoint {
  /** Below this path lie the proofs, by the id of their call. */
  public static final String PATH = "/audit/v1/proof/";

  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final QuotaRule EACH =
      QuotaRule.of("proofs", EnumSet.of(Per.AGENT, Per.USER), 120, Duration.ofMinutes(1));
  private static final int MOST_AT_A_TIME = 8;
  private static final Pattern TXN = Pattern.compile("[A-Za-z0-9_-]{22}");
  private static final byte[] NO_BODY = {};

  private final McpGuard guard;
  private final List<Upstream> upstreams;
  private final LocalNames names;
  private final Challenges challenges;
  private final String publicUrl;
  private final Sources sources;
  private final Quotas quotas;
  private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

  /**
   * Where proofs come from.
   *
   * @param calls finds the calls
   * @param pseudonyms says what a user is in the leaves
   * @param ledger signs statements
   * @param clock fills the budgets of callers
   */
  public record Sources(
      LiveCalls calls, Pseudonyms pseudonyms, Ledger ledger, InstantSource clock) {}

  private record Visit(Delegated caller, String txn, ClientExchange exchange, Wire wire) {}

  /**
   * Gives proofs out of {@code sources}.
   *
   * @param upstreams whose tokens are taken; the last is where a caller is told to log in
   * @param publicUrl the URL by which agents know the guard
   */
  public ProofEndpoint(
      McpGuard guard,
      List<Upstream> upstreams,
      LocalNames names,
      Challenges challenges,
      URI publicUrl,
      Sources sources) {
    this.guard = guard;
    this.upstreams = List.copyOf(upstreams);
    this.names = names;
    this.challenges = challenges;
    this.publicUrl = publicUrl.toString();
    this.sources = sources;
    this.quotas = new Quotas(List.of(EACH), sources.clock());
  }

  /**
   * Answers one request for the proof of {@code txn}. Host was checked before.
   *
   * @throws IOException when the client has left
   */
  public void serve(String txn, ClientExchange exchange) throws IOException, InterruptedException {
    Presentation presented =
        Presentation.read(
            exchange.method(), exchange.values("Authorization"), exchange.values("DPoP"));
    Wire wire = new Wire(exchange, challenges, presented.scheme());
    if (!names.takesOriginOf(exchange)) {
      wire.refuse(guard.refuseStranger(exchange.source(), Reason.ORIGIN_REFUSED));
      return;
    }
    CrossOrigin.letRead(exchange);
    if (CrossOrigin.answersPreflight(exchange)) {
      return;
    }
    if (presented.scheme() == Scheme.DPOP) {
      exchange.field("DPoP-Nonce", guard.dpopNonce());
    }
    switch (guard.admit(presented, upstreams, publicUrl + PATH + txn, exchange.source())) {
      case Refused<Delegated>(Denial denial) -> wire.refuse(denial, upstreams.getLast());
      case Proceed<Delegated>(Delegated caller) -> admitted(new Visit(caller, txn, exchange, wire));
    }
  }

  private void admitted(Visit visit) throws IOException, InterruptedException {
    if (!visit.exchange().method().equals("GET")) {
      refuse(visit, Reason.METHOD_NOT_ALLOWED, "a proof is there to be read alone");
    } else if (!visit.caller().content().covers(NO_BODY)) {
      refuse(visit, Reason.INVALID_DPOP_PROOF, "the proof's content_digest is of some body");
    } else if (isWithin(visit)) {
      limited(visit);
    }
  }

  private boolean isWithin(Visit visit) throws IOException {
    Principal who = visit.caller().principal();
    QuotaUse use = new QuotaUse(who.user(), who.agent().clientId(), "", "");
    if (quotas.admit(use) instanceof QuotaAnswer.Exceeded) {
      refuse(visit, Reason.FLOOD, "more proofs are asked for than anybody needs");
      return false;
    }
    return true;
  }

  private void limited(Visit visit) throws IOException, InterruptedException {
    if (!places.tryAcquire()) {
      later(visit, "as many proofs are being made as may be at a time");
      return;
    }
    try {
      look(visit);
    } finally {
      places.release();
    }
  }

  private void look(Visit visit) throws IOException, InterruptedException {
    Lookup lookup;
    try {
      lookup =
          TXN.matcher(visit.txn()).matches()
              ? sources.calls().find(visit.txn(), Deadline.in(LONGEST))
              : new Lookup.Unknown();
    } catch (IOException unreadable) {
      later(visit, "the ledger or its index cannot be read: " + unreadable.getMessage());
      return;
    }
    switch (lookup) {
      case Lookup.Found found when isOf(visit.caller(), found) -> prove(visit, found);
      case Lookup.Found foreign ->
          refuse(visit, Reason.UNKNOWN_CALL, "the call is somebody else's");
      case Lookup.Unknown unknown -> refuse(visit, Reason.UNKNOWN_CALL, "there is no such call");
      case Lookup.Behind behind -> later(visit, "the index of calls is behind the ledger");
    }
  }

  private boolean isOf(Delegated caller, Lookup.Found found) {
    Principal who = caller.principal();
    return CallProof.of(found, CallProof.Reader.CALLER)
        .isOf(sources.pseudonyms().of(who.user()), who.agent().clientId());
  }

  private void prove(Visit visit, Lookup.Found found) throws IOException {
    CallProof proof = CallProof.of(found, CallProof.Reader.CALLER);
    ProofForm form = ProofForm.of(visit.exchange().values("Accept"));
    byte[] body;
    try {
      body = form.of(proof, sources.ledger());
    } catch (IOException unreadable) {
      later(visit, "the ledger cannot be read: " + unreadable.getMessage());
      return;
    }
    visit.exchange().status(200);
    visit.exchange().field("Content-Type", form.mediaType());
    visit.exchange().field("Cache-Control", "no-store");
    visit.exchange().whole(body);
  }

  private void later(Visit visit, String detail) throws IOException {
    visit.exchange().field("Retry-After", "1");
    refuse(visit, Reason.FULL_HOUSE, detail);
  }

  /** A refusal of an authenticated caller is recorded, whatever it is about (contracts §2). */
  private void refuse(Visit visit, Reason reason, String detail) throws IOException {
    Upstream upstream = of(visit.caller());
    Denial told = guard.refuse(visit.caller(), upstream, Denial.of(reason, detail));
    visit.wire().refuse(told, upstream);
  }

  private Upstream of(Delegated caller) {
    return upstreams.stream()
        .filter(upstream -> upstream.resource().equals(caller.grant().resource()))
        .findFirst()
        .orElse(upstreams.getLast());
  }
}
