package io.mcpguard.authserver.token;

import io.mcpguard.identity.KeyBinding;
import io.mcpguard.jose.DpopProof;

/** The key that the sender of a token request has shown to hold (RFC 9449 §5). */
sealed interface SenderKey {
  /** None: the request has no {@code DPoP} header. */
  record None() implements SenderKey {}

  /** The key of a proof that was verified. */
  record Proven(DpopProof proof) implements SenderKey {}

  /** What a token for this sender is bound to. */
  default KeyBinding binding() {
    return switch (this) {
      case None none -> new KeyBinding.None();
      case Proven key -> new KeyBinding.Dpop(key.proof().thumbprint());
    };
  }

  /** Whether this is the key that is asked for, if any is. */
  default boolean satisfies(KeyBinding asked) {
    return asked instanceof KeyBinding.None || asked.equals(binding());
  }
}
