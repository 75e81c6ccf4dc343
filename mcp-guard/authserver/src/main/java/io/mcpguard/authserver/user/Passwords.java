package io.mcpguard.authserver.user;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Argon2id (RFC 9106) with 19 MiB, 2 passes, 1 lane.
 *
 * <p>The attacker guesses passwords, and names by the time an answer takes: a name nobody has costs
 * one hash too. Hashing is the dearest thing a stranger can ask for, so no more than two run at
 * once; who waits too long is refused.
 */
public final class Passwords {
  /**
   * Shortest password that can be set (NIST SP 800-63B-4 §3.1.1.2: 15 where it is the only factor).
   */
  public static final int SHORTEST = 15;

  /** Longest password that is read, in characters. */
  public static final int LONGEST = 256;

  private static final int MEMORY_KIB = 19 * 1024;
  private static final int PASSES = 2;
  private static final int LANES = 1;
  private static final int HASH_BYTES = 32;
  private static final int SALT_BYTES = 16;
  private static final long LONGEST_WAIT_S = 5;

  /** Costs what a real one costs, and no password is known to fit. */
  private static final String NOBODYS =
      "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdC4uLg$"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

  private final Semaphore atOnce = new Semaphore(2);
  private final Users users;
  private final SecureRandom random;

  public Passwords(Users users, SecureRandom random) {
    this.users = users;
    this.random = random;
  }

  /** The PHC string of a new hash. */
  public String hash(String password) {
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return Password.hash(password).addSalt(salt).with(argon2()).getResult();
  }

  /** Keeps its {@link #MEMORY_KIB} for good once it is made, so not before it is needed. */
  private static Argon2Function argon2() {
    return Argon2Function.getInstance(MEMORY_KIB, PASSES, LANES, HASH_BYTES, Argon2.ID);
  }

  /** Whether there is such a user; nothing that is answered may depend on it. */
  public boolean knows(String name) {
    return users.find(name).isPresent();
  }

  /** The user, if name and password belong together. */
  public Optional<User> verify(String name, String password) {
    if (password.length() > LONGEST) {
      return Optional.empty();
    }
    Optional<User> user = users.find(name).filter(User::hasPassword);
    boolean fits = check(password, user.map(User::passwordHash).orElse(NOBODYS));
    return user.filter(somebody -> fits);
  }

  private boolean check(String password, String hash) {
    try {
      if (!atOnce.tryAcquire(LONGEST_WAIT_S, TimeUnit.SECONDS)) {
        return false;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return false;
    }
    try {
      return Password.check(password, hash).with(Argon2Function.getInstanceFromHash(hash));
    } finally {
      atOnce.release();
    }
  }
}
