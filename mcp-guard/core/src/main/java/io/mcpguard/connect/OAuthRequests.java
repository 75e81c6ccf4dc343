package io.mcpguard.connect;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.MalformedJson;
import io.mcpguard.assertion.json.ReadRules;
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
import io.mcpguard.http.UrlRefused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Asks authorization servers, and for documents about them. Every URL was written by somebody else:
 * HTTPS or allowed loopback, checked and pinned addresses, no redirects, bounded in size and time.
 */
final class OAuthRequests {
  private static final int MOST_BYTES = 256 * 1024;
  private static final Duration TOTAL = Duration.ofSeconds(15);

  private final Http1Client client;
  private final ConnectSettings settings;

  OAuthRequests(Http1Client client, ConnectSettings settings) {
    this.client = client;
    this.settings = settings;
  }

  /**
   * An answer.
   *
   * @param json its body, where that is a JSON object
   * @param nonce {@code DPoP-Nonce}; empty text where it has none
   */
  record Answer(int status, Optional<JsonObject> json, String nonce) {
    /** The OAuth error code (RFC 6749 §5.2); empty text where it names none. */
    String error() {
      return json.flatMap(body -> body.string("error")).orElse("");
    }
  }

  /** Gets a document; what it is called is for the log. */
  Answer get(String url, String called) throws LoginFailed {
    return ask(place(url, called), "GET", List.of(), new byte[0]);
  }

  /** Posts a body of this type. */
  Answer post(Destination place, String contentType, List<Header> headers, byte[] body)
      throws LoginFailed {
    List<Header> all = new ArrayList<>(headers);
    all.add(new Header("Content-Type", contentType));
    return ask(place, "POST", all, body);
  }

  /** A place that may be asked; what it is called is for the log. */
  Destination place(String url, String called) throws LoginFailed {
    try {
      Destination place = Destination.of(url);
      if (settings.mayAsk(place)) {
        return place;
      }
      throw LoginFailed.because(
          called
              + " must begin with https://; for a network that you trust there is"
              + " --allow-plain-http");
    } catch (UrlRefused refused) {
      throw new LoginFailed(
          Trouble.LOGIN_FAILED, called + " cannot be used: " + refused.getMessage(), refused);
    }
  }

  private Answer ask(Destination place, String method, List<Header> headers, byte[] body)
      throws LoginFailed {
    RequestHead head =
        RequestHead.of(
            method,
            place,
            List.of(new Header("Accept", "application/json"), new Header("Connection", "close")));
    Http1Limits one = Http1Limits.standard().withConnections(1);
    try (Http1Pool pool = client.pool(place, one);
        Http1Exchange exchange = pool.send(head, headers, body, Deadline.in(TOTAL));
        Http1Response response = exchange.response()) {
      String nonce = Nonces.of(response);
      return new Answer(response.status(), json(response.readAll(MOST_BYTES)), nonce);
    } catch (Http1Failure failed) {
      throw new LoginFailed(
          Trouble.UNREACHABLE,
          place.hostHeader() + " cannot be asked: " + failed.getMessage(),
          failed);
    }
  }

  private static Optional<JsonObject> json(byte[] body) {
    try {
      return JsonDocument.read(body, ReadRules.answer()).root() instanceof JsonObject object
          ? Optional.of(object)
          : Optional.empty();
    } catch (MalformedJson notJson) {
      return Optional.empty();
    }
  }
}
