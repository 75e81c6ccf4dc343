package io.mcpguard.upstream;

import io.mcpguard.assertion.signature.RequestMessage;
import io.mcpguard.assertion.signature.RequestSigner;
import io.mcpguard.exchange.ExchangeId;
import io.mcpguard.http.Destination;
import io.mcpguard.issuance.Assertion;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The guard's signature over each request (RFC 9421), whether it carries a call or not: a server
 * behind this carrier serves nothing that is not signed. Each has a nonce of its own: a call's is
 * its transaction, by which the server's log and the ledger name the same call.
 *
 * <p>No Txn-Token goes this way: such an upstream is outside the trust domain.
 */
public final class SignatureCarrier implements AssertionCarrier {
  private final Destination destination;
  private final Supplier<RequestSigner> signing;
  private final InstantSource clock;
  private final RandomGenerator random;

  /**
   * Signs what goes to {@code destination}.
   *
   * @param signing signs with the key in use now
   * @param random must be unpredictable
   */
  public SignatureCarrier(
      Destination destination,
      Supplier<RequestSigner> signing,
      InstantSource clock,
      RandomGenerator random) {
    this.destination = destination;
    this.signing = signing;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public UpstreamHeaders carry(
      String method, UpstreamHeaders headers, byte[] content, Assertion assertion) {
    String nonce =
        switch (assertion) {
          case Assertion.MessageSignature call -> call.nonce();
          case Assertion.Unasserted own -> ExchangeId.mint(random).value();
          case Assertion.TxnToken token ->
              throw new IllegalStateException("a Txn-Token must not leave the trust domain");
        };
    RequestMessage request =
        new RequestMessage(method, destination.url(), headers::values, content);
    try {
      return headers.signed(signing.get().sign(request, nonce, clock.instant()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the assertion key does not sign; see doctor", e);
    }
  }
}
