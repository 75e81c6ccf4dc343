package io.mcpguard.authserver.user;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Users for as long as the process lives. */
public final class InMemoryUsers implements Users {
  private final Map<String, User> users = new ConcurrentSkipListMap<>();

  @Override
  public Optional<User> find(String name) {
    return Optional.ofNullable(users.get(name));
  }

  @Override
  public void keep(User user) {
    users.put(user.name(), user);
  }

  @Override
  public boolean remove(String name) {
    return users.remove(name) != null;
  }

  @Override
  public List<String> names() {
    return List.copyOf(users.keySet());
  }
}
