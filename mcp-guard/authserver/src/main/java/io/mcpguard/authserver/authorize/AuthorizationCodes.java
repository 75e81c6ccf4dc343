package io.mcpguard.authserver.authorize;

/**
 * Codes by digest. A code is a secret of one minute, so the store may forget them with the process.
 */
public interface AuthorizationCodes {
  /** Keeps a code. */
  void keep(String digest, CodeBinding binding);

  /** Uses a code up, in one atomic step. */
  Redemption redeem(String digest);

  /** What using a code up gave. */
  sealed interface Redemption {
    /** It was there and had not been used. */
    record First(CodeBinding binding) implements Redemption {}

    /** It had been used before: what it gave must end (RFC 6749 §4.1.2). */
    record Again(String grantId) implements Redemption {}

    /** No such code. */
    record Unknown() implements Redemption {}
  }
}
