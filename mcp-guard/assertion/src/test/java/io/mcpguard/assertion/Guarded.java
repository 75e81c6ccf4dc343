package io.mcpguard.assertion;

import java.time.Instant;

/** One asserted call, for the tests of other packages. */
public final class Guarded {
  /** When it is sent. */
  public static final Instant NOW = Fixture.NOW;

  private static final String TOKEN = Fixture.token(Fixture.PAY);

  private Guarded() {}

  /** The guard's public keys, as a JWK set. */
  public static String keys() {
    return Fixture.KEYS;
  }

  /** The guard's key {@code es}. */
  public static AssertionSigner es256() {
    return Fixture.es256();
  }

  /** The guard's key {@code ed}. */
  public static AssertionSigner ed25519() {
    return Fixture.ed25519();
  }

  /** The message of a call. */
  public static String call() {
    return Fixture.PAY;
  }

  /** Sends the call to a node with this store: {@code accepted}, or the code of the refusal. */
  public static String verdict(ReplayStore store) {
    AssertionVerifier node =
        new AssertionVerifier(Fixture.rules(), KeySet.parse(Fixture.KEYS), store, Fixture.CLOCK);
    try {
      Fixture.admit(node, TOKEN, Fixture.PAY);
      return "accepted";
    } catch (AssertionRejected rejected) {
      return rejected.reason().code();
    }
  }
}
