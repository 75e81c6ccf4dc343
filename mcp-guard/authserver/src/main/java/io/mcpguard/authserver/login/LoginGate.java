package io.mcpguard.authserver.login;

import io.mcpguard.authserver.events.AuthorizationEvents;
import io.mcpguard.authserver.events.AuthorizationEvents.LoginResult;
import io.mcpguard.authserver.throttle.Place;
import io.mcpguard.authserver.throttle.Throttle;
import io.mcpguard.authserver.user.Passwords;
import io.mcpguard.authserver.user.User;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;

/**
 * Passwords with a limit on guessing: for each name from each source, for each name, for each
 * source.
 *
 * <p>The limit of a name alone is higher than that of a name from one source, so that a stranger
 * cannot easily keep somebody out by guessing wrong from one place. Names of nobody are limited
 * alike, so that the limit does not tell who is a user, but apart, so that made-up names cannot
 * take the room of real ones.
 */
final class LoginGate {
  private static final Duration WINDOW = Duration.ofMinutes(15);
  private static final int LONGEST_NAME = 64;

  private final Passwords passwords;
  private final AuthorizationEvents events;
  private final Throttle perNameAndSource;
  private final Throttle perName;
  private final Throttle perStranger;
  private final Throttle perSource;

  /** Each place's refusals are told once in a while: telling is a record on disk. */
  private final Throttle told;

  LoginGate(Passwords passwords, AuthorizationEvents events, InstantSource clock) {
    this.passwords = passwords;
    this.events = events;
    this.perNameAndSource = new Throttle(5, WINDOW, clock);
    this.perName = new Throttle(50, WINDOW, clock);
    this.perStranger = new Throttle(50, WINDOW, clock);
    this.perSource = new Throttle(50, WINDOW, clock);
    this.told = new Throttle(1, WINDOW, clock);
  }

  sealed interface Attempt {
    record Proven(User user) implements Attempt {}

    record Wrong() implements Attempt {}

    record TooMany() implements Attempt {}
  }

  Attempt attempt(String name, String password, String source) {
    String shown = name.substring(0, Math.min(name.length(), LONGEST_NAME));
    String key = shown.toLowerCase(Locale.ROOT);
    String place = Place.of(source);
    String pair = place + " " + key;
    Throttle named = passwords.knows(name) ? perName : perStranger;
    // The first that refuses ends it: whoever is refused fills no memory and keeps nobody out.
    if (!perSource.admits(place) || !perNameAndSource.admits(pair) || !named.admits(key)) {
      if (told.admits(place)) {
        events.login(shown, LoginResult.THROTTLED, source);
      }
      return new Attempt.TooMany();
    }
    Optional<User> user = passwords.verify(name, password);
    if (user.isEmpty()) {
      events.login(shown, LoginResult.WRONG, source);
      return new Attempt.Wrong();
    }
    perNameAndSource.forgive(pair);
    perName.refund(key);
    perSource.refund(place);
    events.login(shown, LoginResult.PASSWORD, source);
    return new Attempt.Proven(user.get());
  }
}
