package io.mcpguard.upstream;

import io.mcpguard.issuance.Assertion;

/** A Txn-Token in its header with each call that has one, and nothing else. */
public final class TokenCarrier implements AssertionCarrier {
  @Override
  public UpstreamHeaders carry(
      String method, UpstreamHeaders headers, byte[] content, Assertion assertion) {
    return switch (assertion) {
      case Assertion.TxnToken token -> headers.txnToken(token.reveal());
      case Assertion.Unasserted none -> headers;
      case Assertion.MessageSignature unsigned ->
          throw new IllegalStateException("a call that is to be signed has nobody who signs it");
    };
  }
}
