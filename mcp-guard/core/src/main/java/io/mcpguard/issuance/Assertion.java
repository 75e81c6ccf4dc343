package io.mcpguard.issuance;

/** The statement that goes with one call to its tool server. */
public sealed interface Assertion {
  /** A signed Txn-Token; it does not print, since it is never logged verbatim. */
  final class TxnToken implements Assertion {
    private final String compact;

    TxnToken(String compact) {
      this.compact = compact;
    }

    /** The compact token, for the one carrier that takes it to the tool server. */
    public String reveal() {
      return compact;
    }

    @Override
    public String toString() {
      return "TxnToken[redacted]";
    }
  }

  /**
   * The request that carries the call is signed as an HTTP message (RFC 9421), once it is known.
   *
   * @param nonce the call's transaction
   */
  record MessageSignature(String nonce) implements Assertion {}

  /** Nothing: the operator wrote {@code assertion: none} and {@code allow-unasserted}. */
  record Unasserted() implements Assertion {}
}
