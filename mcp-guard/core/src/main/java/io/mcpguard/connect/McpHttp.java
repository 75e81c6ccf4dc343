package io.mcpguard.connect;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Destination;
import io.mcpguard.http.Header;
import io.mcpguard.http.Http1Client;
import io.mcpguard.http.Http1Exchange;
import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Limits;
import io.mcpguard.http.Http1Pool;
import io.mcpguard.http.Http1Response;
import io.mcpguard.http.RequestHead;
import io.mcpguard.jose.ProofSigner;
import io.mcpguard.jose.ProofTarget;
import io.mcpguard.oauth.Challenge.ErrorCode;
import io.mcpguard.oauth.ReceivedChallenge;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The MCP endpoint, with a token and, where that is bound to a key, a proof in every request. A
 * refusal that another token cures is cured and the request sent again: a server that refused it
 * for its token has not acted on it.
 */
final class McpHttp implements AutoCloseable {
  private static final int CALLS = 192;
  private static final int STREAMS = 4;
  private static final int MOST_ATTEMPTS = 6;
  private static final int LARGEST_REFUSAL = 64 * 1024;
  private static final Duration REFUSAL = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {};

  private final Authorization authorization;
  private final InstantSource clock;
  private final Nonces nonces = new Nonces();
  private final Http1Pool calls;
  private final Http1Pool streams;
  private final Map<String, RequestHead> heads;
  private final String target;

  McpHttp(
      Http1Client client, Destination endpoint, Authorization authorization, InstantSource clock) {
    this.authorization = authorization;
    this.clock = clock;
    this.target = Urls.withoutQuery(endpoint);
    this.calls = client.pool(endpoint, Http1Limits.standard().withConnections(CALLS));
    this.streams = client.pool(endpoint, Http1Limits.standard().withConnections(STREAMS));
    Header either = new Header("Accept", "application/json, text/event-stream");
    this.heads =
        Map.of(
            "POST",
            RequestHead.of(
                "POST", endpoint, List.of(either, new Header("Content-Type", "application/json"))),
            "GET",
            RequestHead.of("GET", endpoint, List.of(new Header("Accept", "text/event-stream"))),
            "DELETE",
            RequestHead.of("DELETE", endpoint, List.of()));
  }

  /** Sends a request, as often as its authorization takes. */
  Sent send(McpRequest request, Cancellation cancellation) throws InterruptedException {
    Attempts attempts = new Attempts(request.cure());
    while (!cancellation.isCancelled()) {
      Access access = attempts.access();
      if (access instanceof Access.Refused(Trouble trouble)) {
        return new Sent.Failed(trouble, attempts.refusal());
      }
      try {
        Http1Response response = once(request, access, cancellation);
        nonces.learn(Nonces.of(response));
        if (response.status() != 401 && response.status() != 403) {
          return new Sent.Answered(response);
        }
        if (!attempts.goOn(response, access)) {
          return new Sent.Failed(attempts.trouble(), attempts.refusal());
        }
      } catch (Http1Failure failed) {
        return cancellation.isCancelled() ? new Sent.Cancelled() : failed(failed);
      }
    }
    return new Sent.Cancelled();
  }

  @Override
  public void close() {
    calls.close();
    streams.close();
  }

  private Http1Response once(McpRequest request, Access access, Cancellation cancellation)
      throws Http1Failure {
    Http1Pool pool = request.method().equals("GET") ? streams : calls;
    List<Header> headers = new ArrayList<>(request.headers());
    headers.addAll(presented(access, request.method()));
    RequestHead head = java.util.Objects.requireNonNull(heads.get(request.method()));
    Http1Exchange exchange =
        pool.send(head, headers, request.body(), Deadline.in(request.patience()));
    cancellation.carriedBy(exchange);
    return exchange.response();
  }

  private List<Header> presented(Access access, String method) {
    if (!(access instanceof Access.Granted(Grant grant))) {
      return List.of();
    }
    String token = grant.tokens().access();
    return switch (grant.binding()) {
      case Grant.Binding.None none -> List.of(new Header("Authorization", "Bearer " + token));
      case Grant.Binding.Key(ProofSigner signer) -> {
        ProofTarget proven = ProofTarget.resourceRequest(method, target, token);
        String proof = signer.proof(proven, nonces.last(), clock.instant());
        yield List.of(new Header("Authorization", "DPoP " + token), new Header("DPoP", proof));
      }
    };
  }

  private static Sent failed(Http1Failure failed) {
    Trouble trouble =
        switch (failed.kind()) {
          case REFUSED_ADDRESS, UNREACHABLE, UNTRUSTED, WITHDRAWN -> Trouble.UNREACHABLE;
          case BUSY -> Trouble.BUSY;
          case TIMED_OUT -> Trouble.SLOW;
          case CANCELLED, BROKEN ->
              failed.progress() == Http1Failure.Progress.SENT
                  ? Trouble.BROKEN_OFF
                  : Trouble.UNREACHABLE;
          case MALFORMED, TOO_LARGE -> Trouble.WRONG_ANSWER;
        };
    return new Sent.Failed(trouble, NOTHING);
  }

  /** How often one request was refused for its token, and what that was answered with. */
  private final class Attempts {
    private final Demand.Cure cure;
    private int count;
    private int noncesTaken;
    private boolean refreshed;
    private boolean loggedIn;
    private Optional<Access> next = Optional.empty();
    private Trouble trouble = Trouble.TOKEN_REFUSED;
    private byte[] refusal = NOTHING;

    private Attempts(Demand.Cure cure) {
      this.cure = cure;
    }

    /** The token to go on with: that which a refusal brought, or the one that there is. */
    Access access() throws InterruptedException {
      return next.isPresent() ? next.get() : authorization.current(cure);
    }

    Trouble trouble() {
      return trouble;
    }

    byte[] refusal() {
      return refusal;
    }

    /** Looks at a refusal; true where there is something to try. */
    boolean goOn(Http1Response response, Access used) throws InterruptedException {
      List<ReceivedChallenge> challenges =
          ReceivedChallenge.read(response.headers("www-authenticate"));
      refusal = read(response);
      if (++count == MOST_ATTEMPTS) {
        return false;
      }
      if (ReceivedChallenge.withError(challenges, ErrorCode.USE_DPOP_NONCE).isPresent()) {
        next = Optional.of(used);
        return noncesTaken++ == 0; // "use_dpop_nonce" again says that it takes none.
      }
      Optional<Demand> demand = demand(response.status(), challenges, used);
      if (demand.isEmpty()) {
        return false;
      }
      next = Optional.of(authorization.renewed(demand.get()));
      return true;
    }

    /** At most one refresh and one login: what those do not cure, others of them do not. */
    private Optional<Demand> demand(int status, List<ReceivedChallenge> challenges, Access used) {
      Optional<ReceivedChallenge> scope =
          ReceivedChallenge.withError(challenges, ErrorCode.INSUFFICIENT_SCOPE);
      if (status == 403) {
        trouble = scope.isPresent() ? Trouble.SCOPE_REFUSED : Trouble.REFUSED;
      }
      if (loggedIn || (status == 403 && scope.isEmpty())) {
        return Optional.empty();
      }
      ReceivedChallenge challenge =
          scope.or(() -> challenges.stream().findFirst()).orElse(Demand.UNASKED);
      boolean person = status == 403 || refreshed || needsPerson(challenges);
      if (person && cure == Demand.Cure.REFRESH_UNASKED) {
        return Optional.empty();
      }
      loggedIn = person || used instanceof Access.None;
      refreshed = true;
      return Optional.of(new Demand(used, challenge, person ? Demand.Cure.LOGIN : cure));
    }

    private boolean needsPerson(List<ReceivedChallenge> challenges) {
      return ReceivedChallenge.withError(challenges, ErrorCode.INSUFFICIENT_USER_AUTHENTICATION)
          .isPresent();
    }

    private byte[] read(Http1Response response) {
      try (response) {
        response.exchange().until(Deadline.in(REFUSAL));
        return response.readAll(LARGEST_REFUSAL);
      } catch (IOException withoutBody) {
        return NOTHING;
      }
    }
  }
}
