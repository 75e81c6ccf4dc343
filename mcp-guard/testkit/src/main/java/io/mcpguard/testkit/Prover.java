package io.mcpguard.testkit;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Optional;

/** Puts a proof into each request of an agent that has a key, with the last nonce it was given. */
final class Prover {
  private final Optional<DpopKey> key;
  private final String token;
  private final InstantSource clock;
  private volatile String nonce = "";

  private Prover(Optional<DpopKey> key, String token, InstantSource clock) {
    this.key = key;
    this.token = token;
    this.clock = clock;
  }

  /** Of an agent without a key. */
  static Prover none() {
    return new Prover(Optional.empty(), "", InstantSource.system());
  }

  /** Of an agent with a key, that presents this access token; an empty text for none. */
  static Prover of(DpopKey key, String token, InstantSource clock) {
    return new Prover(Optional.of(key), token, clock);
  }

  Optional<DpopKey> key() {
    return key;
  }

  /** Adds the proof of one request, if there is a key. */
  HttpRequest.Builder prove(HttpRequest.Builder request, String method, URI uri) {
    key.ifPresent(k -> request.setHeader("DPoP", proof(k, method, uri)));
    return request;
  }

  private String proof(DpopKey by, String method, URI uri) {
    DpopKey.Draft draft = by.proof(method, uri.toString(), clock.instant());
    if (!nonce.isEmpty()) {
      draft.nonce(nonce);
    }
    return token.isEmpty() ? draft.sign() : draft.token(token).sign();
  }

  /**
   * Learns the nonce of an answer.
   *
   * @return whether the request is to be sent again with it (RFC 9449 §8)
   */
  boolean mustRepeat(HttpResponse<?> answer) {
    HttpHeaders headers = answer.headers();
    String given = headers.firstValue("DPoP-Nonce").orElse("");
    boolean fresh = !given.isEmpty() && !given.equals(nonce);
    nonce = given;
    return fresh && (answer.statusCode() == 400 || answer.statusCode() == 401);
  }
}
