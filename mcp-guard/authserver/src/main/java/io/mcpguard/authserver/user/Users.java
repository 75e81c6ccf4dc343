package io.mcpguard.authserver.user;

import java.util.List;
import java.util.Optional;

/** The embedded users, durable. */
public interface Users {
  /** The user of this name. */
  Optional<User> find(String name);

  /** Keeps a user, in place of one of the same name; durable when this returns. */
  void keep(User user);

  /** Removes a user; whether there was one. */
  boolean remove(String name);

  /** All names. */
  List<String> names();
}
