package io.mcpguard.authserver.user;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An embedded user.
 *
 * @param name 1 to 64 of letters, digits, {@code . _ @ -}; the {@code sub} of their tokens
 * @param passwordHash Argon2id in PHC form; empty while there is no password
 * @param since when the user was added
 */
public record User(String name, String passwordHash, Instant since) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");

  public User {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a user's name is 1 to 64 letters, digits, dots, underscores, at signs or dashes");
    }
  }

  /** Whether a password was ever set. */
  public boolean hasPassword() {
    return !passwordHash.isEmpty();
  }

  @Override
  public String toString() {
    return "User[" + name + "]";
  }
}
