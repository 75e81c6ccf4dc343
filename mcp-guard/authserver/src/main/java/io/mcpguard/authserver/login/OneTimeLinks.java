package io.mcpguard.authserver.login;

import io.mcpguard.authserver.client.Secrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Links that let one user set a password once, kept as digests in memory. Opening one changes
 * nothing, since programs that preview links open them too; sending its form uses it up.
 */
public final class OneTimeLinks {
  private static final int MOST = 100;

  private final LinkedHashMap<String, Invited> links = new LinkedHashMap<>();
  private final InstantSource clock;
  private final SecureRandom random;

  private record Invited(String user, Instant endsAt) {}

  public OneTimeLinks(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /** The path and query of a new link for this user; the user must exist when it is used. */
  public synchronized String mint(String user, Duration life) {
    String secret = Secrets.fresh(random);
    links.put(Secrets.digest(secret), new Invited(user, clock.instant().plus(life)));
    if (links.size() > MOST) {
      links.pollFirstEntry();
    }
    return "/oauth/welcome?link=" + secret;
  }

  synchronized Optional<String> find(String secret) {
    return Optional.ofNullable(links.get(Secrets.digest(secret)))
        .filter(invited -> clock.instant().isBefore(invited.endsAt()))
        .map(Invited::user);
  }

  synchronized Optional<String> take(String secret) {
    Optional<String> user = find(secret);
    links.remove(Secrets.digest(secret));
    return user;
  }
}
