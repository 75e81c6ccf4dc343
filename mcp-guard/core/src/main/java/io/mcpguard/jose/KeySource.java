package io.mcpguard.jose;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;

/**
 * Public keys by {@code kid}, configured or our own; never fetched because a token asked for it.
 */
public interface KeySource {
  /** The key that verifies now under this id, if there is one. */
  Optional<PublicKey> find(String keyId);

  /**
   * The keys of which one may verify a token without {@code kid}: none, unless the source was made
   * for such tokens.
   */
  default List<PublicKey> findWithoutId() {
    return List.of();
  }
}
