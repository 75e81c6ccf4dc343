package io.mcpguard.assertion;

import java.util.Optional;

/**
 * The configured keys of a guard. A source is asked by id alone and never follows a token's URL.
 */
public interface KeySource {

  /** The key named so. */
  Optional<VerificationKey> find(String keyId);
}
