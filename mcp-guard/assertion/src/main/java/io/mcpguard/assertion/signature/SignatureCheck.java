package io.mcpguard.assertion.signature;

import io.mcpguard.assertion.Algorithm;
import io.mcpguard.assertion.KeySource;
import io.mcpguard.assertion.VerificationKey;
import io.mcpguard.assertion.fields.Member.Item;
import io.mcpguard.assertion.signature.SignatureRejected.Reason;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.function.Function;

/** Holds a signature against a configured key (RFC 9421 §3.2), and a key against its algorithm. */
final class SignatureCheck {
  private final SignatureRules rules;
  private final KeySource keys;

  SignatureCheck(SignatureRules rules, KeySource keys) {
    this.rules = rules;
    this.keys = keys;
  }

  /**
   * Refuses unless {@code presented} is a signature by a key that holds now.
   *
   * @param values the value of each covered component in the message
   */
  void require(PresentedSignature presented, Function<Item, String> values, Instant now)
      throws SignatureRejected {
    VerificationKey key =
        keys.find(presented.text("keyid"))
            .filter(known -> now.isBefore(known.until()))
            .orElseThrow(() -> new SignatureRejected(Reason.UNKNOWN_KEY));
    boolean named = presented.covered().parameters().keys().contains("alg");
    if (named && !presented.text("alg").equals(name(key.algorithm()))) {
      throw new SignatureRejected(Reason.ALGORITHM_NOT_ALLOWED);
    }
    if (!holds(key, presented, base(presented, values))) {
      throw new SignatureRejected(Reason.BAD_SIGNATURE);
    }
  }

  private static byte[] base(PresentedSignature presented, Function<Item, String> values)
      throws SignatureRejected {
    try {
      return SignatureBase.of(presented.covered(), values);
    } catch (IllegalArgumentException unsignable) {
      throw new SignatureRejected(Reason.BAD_SIGNATURE);
    }
  }

  private boolean holds(VerificationKey key, PresentedSignature presented, byte[] base)
      throws SignatureRejected {
    try {
      return key.verifies(rules.provider(key.algorithm()), base, presented.value());
    } catch (GeneralSecurityException unusable) {
      throw new SignatureRejected(Reason.BAD_SIGNATURE);
    }
  }

  /** The names of RFC 9421 §6.2.2. */
  private static String name(Algorithm algorithm) {
    return switch (algorithm) {
      case ES256 -> "ecdsa-p256-sha256";
      case ED25519 -> "ed25519";
    };
  }
}
