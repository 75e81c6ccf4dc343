package io.mcpguard.authserver.session;

import io.mcpguard.authserver.client.Secrets;
import io.mcpguard.authserver.web.Call;
import io.mcpguard.authserver.web.Cookie;
import io.mcpguard.authserver.web.Parameters;
import io.mcpguard.authserver.web.Reply;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of browsers, by the digest of their cookie.
 *
 * <p>Visitors and people signed in are bounded apart, so that a flood of visitors puts nobody out
 * who signed in; the oldest goes first. Signing in always makes a new cookie (session fixation).
 */
public final class Sessions {
  private static final int MOST_VISITORS = 5_000;
  private static final int MOST_SIGNED_IN = 5_000;

  /** Longer than a pending request: a login that begins with a visit can end in it. */
  private static final Duration VISIT = Duration.ofMinutes(15);

  private static final Duration SIGNED_IN = Duration.ofHours(8);

  private final Map<String, Session.Visitor> visitors = bounded(MOST_VISITORS);
  private final Map<String, Session.SignedIn> signedIn = bounded(MOST_SIGNED_IN);
  private final Cookie cookie;
  private final String origin;
  private final InstantSource clock;
  private final SecureRandom random;

  /**
   * Sessions of one public origin.
   *
   * @param origin scheme, host and port as a browser writes them in {@code Origin}
   */
  public Sessions(Cookie cookie, String origin, InstantSource clock, SecureRandom random) {
    this.cookie = cookie;
    this.origin = origin;
    this.clock = clock;
    this.random = random;
  }

  /**
   * A session and the cookie value that has to be set for it; empty where the browser has it
   * already.
   */
  public record Opened(Session session, Optional<String> newCookie) {
    /** The reply, with the cookie where it is new. */
    public Reply onto(Reply reply) {
      return newCookie.map(value -> reply.with("Set-Cookie", value)).orElse(reply);
    }
  }

  /** The session of this browser, a new visitor's if it has none; a visit begins anew. */
  public Opened open(Call call) {
    Optional<Session> known =
        call.cookie(cookie.name()).map(Secrets::digest).flatMap(this::prolonged);
    if (known.isPresent()) {
      return new Opened(known.get(), Optional.empty());
    }
    String id = Secrets.fresh(random);
    var visitor =
        new Session.Visitor(Secrets.id(random), Secrets.fresh(random), clock.instant().plus(VISIT));
    synchronized (this) {
      visitors.put(Secrets.digest(id), visitor);
    }
    return new Opened(visitor, Optional.of(cookie.set(id)));
  }

  /** The session of this browser, if it has one that lasts. */
  public Optional<Session> find(Call call) {
    return call.cookie(cookie.name()).map(Secrets::digest).flatMap(this::living);
  }

  /** The session of this browser, if somebody is signed in. */
  public Optional<Session.SignedIn> findSignedIn(Call call) {
    return find(call)
        .flatMap(session ->
            session instanceof Session.SignedIn somebody
                ? Optional.of(somebody)
                : Optional.empty());
  }

  /** Makes a session of somebody who has just proven who they are; the former one is gone. */
  public Opened signIn(Call call, String user, String method) {
    String binding = find(call).map(Session::binding).orElseGet(() -> Secrets.id(random));
    Instant now = clock.instant();
    var somebody =
        new Session.SignedIn(
            binding, Secrets.fresh(random), now.plus(SIGNED_IN), user, now, method);
    String id = Secrets.fresh(random);
    synchronized (this) {
      call.cookie(cookie.name()).map(Secrets::digest).ifPresent(this::forget);
      signedIn.put(Secrets.digest(id), somebody);
    }
    return new Opened(somebody, Optional.of(cookie.set(id)));
  }

  /** Ends every session of a user, whose password changed or who was removed. */
  public synchronized void endAllOf(String user) {
    signedIn.values().removeIf(session -> session.user().equals(user));
  }

  /**
   * Whether a form was sent from a page of this session: it carries the session's CSRF token, and
   * the browser, where it says so, sent it from our own origin.
   */
  public boolean isOwn(Call call, Parameters form, Session session) {
    boolean foreign = call.header("origin").filter(from -> !from.equals(origin)).isPresent();
    return !foreign
        && form.one("csrf").filter(token -> Secrets.same(token, session.csrf())).isPresent();
  }

  private synchronized Optional<Session> living(String key) {
    Session session = signedIn.get(key);
    if (session == null) {
      session = visitors.get(key);
    }
    if (session != null && !clock.instant().isBefore(session.endsAt())) {
      forget(key);
      return Optional.empty();
    }
    return Optional.ofNullable(session);
  }

  /** A visitor whose visit begins anew does not become younger than those who came later. */
  private synchronized Optional<Session> prolonged(String key) {
    return living(key)
        .map(session ->
            switch (session) {
              case Session.Visitor(var binding, var csrf, var end) -> {
                var longer = new Session.Visitor(binding, csrf, clock.instant().plus(VISIT));
                visitors.put(key, longer);
                yield longer;
              }
              case Session.SignedIn somebody -> somebody;
            });
  }

  private void forget(String key) {
    signedIn.remove(key);
    visitors.remove(key);
  }

  private static <T> Map<String, T> bounded(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > most;
      }
    };
  }
}
