package io.mcpguard.jose;

import java.security.PublicKey;
import java.util.Optional;

/**
 * Public keys by {@code kid}, configured or our own; never fetched because a token asked for it.
 */
public interface KeySource {
  /** The key that verifies now under this id, if there is one. */
  Optional<PublicKey> find(String keyId);
}
