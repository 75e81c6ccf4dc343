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
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The MCP endpoint, with a token and, where that is bound to a key, a proof in every request. A
 * refusal that another token cures is cured and the request sent again: a server that refused it
 * for its token has not acted on it.
 */
final class McpHttp implements AutoCloseable {
  private static final int CALLS = 192;
  private static final int STREAMS = 4;
  private static final byte[] NOTHING = {};

  private final Authorization authorization;
  private final InstantSource clock;
  private final Nonces nonces = new Nonces();
  private final Http1Pool calls;
  private final Http1Pool streams;
  private final RequestHead post;
  private final RequestHead get;
  private final RequestHead delete;
  private final String target;

  McpHttp(
      Http1Client client, Destination endpoint, Authorization authorization, InstantSource clock) {
    this.authorization = authorization;
    this.clock = clock;
    this.target = Urls.withoutQuery(endpoint);
    this.calls = client.pool(endpoint, Http1Limits.standard().withConnections(CALLS));
    this.streams = client.pool(endpoint, Http1Limits.standard().withConnections(STREAMS));
    Header either = new Header("Accept", "application/json, text/event-stream");
    this.post =
        RequestHead.of(
            "POST", endpoint, List.of(either, new Header("Content-Type", "application/json")));
    this.get = RequestHead.of("GET", endpoint, List.of(new Header("Accept", "text/event-stream")));
    this.delete = RequestHead.of("DELETE", endpoint, List.of());
  }

  /** Sends a request, as often as its authorization takes. */
  Sent send(McpRequest request, Cancellation cancellation) throws InterruptedException {
    Attempts attempts = new Attempts(authorization, request.cure());
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
    List<Header> headers = new ArrayList<>(request.headers());
    headers.addAll(presented(access, request.verb().name()));
    Deadline deadline = Deadline.in(request.patience());
    Http1Exchange exchange =
        switch (request.verb()) {
          case POST -> calls.send(post, headers, request.body(), deadline);
          case GET -> streams.send(get, headers, NOTHING, deadline);
          case DELETE -> calls.send(delete, headers, NOTHING, deadline);
        };
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
}
