package io.mcpguard.authserver.web;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * A response. Immutable; nothing of it is ever cached unless {@link #cacheable} says so.
 *
 * @param status the HTTP status
 * @param headers one value each
 * @param body text, UTF-8
 */
public record Reply(int status, SequencedMap<String, String> headers, String body) {
  public Reply {
    headers = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(headers));
  }

  /** A JSON document; {@code Cache-Control: no-store} (RFC 6749 §5.1). */
  public static Reply json(int status, String body) {
    return empty(status).with("Content-Type", "application/json").withBody(body);
  }

  /** A redirect by GET (303), which no method or body follows. */
  public static Reply redirect(URI to) {
    return empty(303).with("Location", to.toASCIIString());
  }

  /** A status alone. */
  public static Reply empty(int status) {
    return new Reply(status, new LinkedHashMap<>(), "")
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "same-origin")
        .with("X-Content-Type-Options", "nosniff");
  }

  /** The answer to a method the path does not have. */
  public static Reply wrongMethod(String allowed) {
    return empty(405).with("Allow", allowed);
  }

  /** With a header, in place of one of the same name. */
  public Reply with(String name, String value) {
    var more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Reply(status, more, body);
  }

  /** With this body. */
  public Reply withBody(String text) {
    return new Reply(status, headers, text);
  }

  /** May be kept for a while by anybody: documents that are the same for everybody. */
  public Reply cacheable(int seconds) {
    return with("Cache-Control", "public, max-age=" + seconds);
  }

  /** May be read by pages of any origin: documents and endpoints that use no cookie. */
  public Reply anyOrigin() {
    return with("Access-Control-Allow-Origin", "*")
        .with("Access-Control-Expose-Headers", "WWW-Authenticate, DPoP-Nonce, Retry-After");
  }
}
