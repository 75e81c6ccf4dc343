package io.mcpguard.oauth;

import java.util.List;

/**
 * What the head of one request presents to show who sends it. Nothing about it is verified.
 *
 * @param credentials the access token
 * @param method the request's method, which a proof must name
 * @param proofs the values of all {@code DPoP} header fields (RFC 9449 §4.1), as received
 */
public record Presentation(Credentials credentials, String method, List<String> proofs) {
  public Presentation {
    proofs = List.copyOf(proofs);
  }

  /**
   * Reads one request.
   *
   * @param authorization the value of each {@code Authorization} field line
   * @param dpop the value of each {@code DPoP} field line
   */
  public static Presentation read(String method, List<String> authorization, List<String> dpop) {
    return new Presentation(Credentials.read(authorization), method, dpop);
  }

  /** The scheme that was used; where none can be told, the one that every client knows. */
  public Scheme scheme() {
    return switch (credentials) {
      case DpopToken token -> Scheme.DPOP;
      case BearerToken token -> Scheme.BEARER;
      case Credentials.None none -> Scheme.BEARER;
      case Credentials.Malformed malformed -> Scheme.BEARER;
    };
  }

  @Override
  public String toString() {
    return "Presentation[" + credentials + "]";
  }
}
