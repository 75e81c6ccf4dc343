package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.util.List;
import java.util.Locale;

/**
 * Gets a document by a URL that somebody else named: client metadata, a key set.
 *
 * <p>The attacker chose the URL and may answer as slowly, as long and as oddly as he likes. HTTPS
 * only (plain HTTP to allowed loopback), checked and pinned addresses, no redirects, capped in size
 * and time, one connection that is not kept.
 */
public final class Fetch {
  private final Http1Client client;
  private final FetchRules rules;

  /** Fetches through a client, whose address policy decides. */
  public Fetch(Http1Client client, FetchRules rules) {
    this.client = client;
    this.rules = rules;
  }

  /** Gets a document; never throws for what the other side did. */
  public FetchResult get(String url) {
    Destination destination;
    try {
      destination = Destination.of(url);
    } catch (UrlRefused refused) {
      return new FetchRefused(FetchRefused.Reason.BAD_URL, says(refused));
    }
    if (!destination.tls() && !client.policy().isAllowedLoopback(destination)) {
      return new FetchRefused(FetchRefused.Reason.NOT_HTTPS, "the URL must begin with https://");
    }
    return get(destination);
  }

  private FetchResult get(Destination destination) {
    RequestHead head =
        RequestHead.of(
            "GET",
            destination,
            List.of(new Header("Accept", rules.accept()), new Header("Connection", "close")));
    Http1Limits one = Http1Limits.standard().withConnections(1);
    try (Http1Pool pool = client.pool(destination, one);
        Http1Exchange exchange =
            pool.send(head, List.of(), new byte[0], Deadline.in(rules.total()));
        Http1Response response = exchange.response()) {
      if (response.status() != 200) {
        return new FetchRefused(
            FetchRefused.Reason.STATUS, "the answer has status " + response.status() + ", not 200");
      }
      byte[] body = response.readAll(rules.mostBytes());
      CacheControl control = CacheControl.of(response.header("cache-control").orElse(""));
      return new Fetched(body, mediaType(response), control);
    } catch (Http1Failure failed) {
      return new FetchRefused(reason(failed.kind()), says(failed));
    }
  }

  private static String mediaType(Http1Response response) throws Http1Failure {
    String type = response.header("content-type").orElse("");
    int parameters = type.indexOf(';');
    return (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
  }

  private static FetchRefused.Reason reason(Http1Failure.Kind kind) {
    return switch (kind) {
      case REFUSED_ADDRESS -> FetchRefused.Reason.REFUSED_ADDRESS;
      case UNREACHABLE, UNTRUSTED, BUSY, TIMED_OUT, WITHDRAWN, CANCELLED, BROKEN ->
          FetchRefused.Reason.UNREACHABLE;
      case MALFORMED -> FetchRefused.Reason.MALFORMED;
      case TOO_LARGE -> FetchRefused.Reason.TOO_LARGE;
    };
  }

  private static String says(Exception failed) {
    String message = failed.getMessage();
    return message == null ? failed.getClass().getSimpleName() : message;
  }
}
