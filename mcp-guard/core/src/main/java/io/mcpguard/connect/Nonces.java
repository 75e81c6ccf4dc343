package io.mcpguard.connect;

import io.mcpguard.http.Http1Failure;
import io.mcpguard.http.Http1Response;
import java.util.Optional;

/** The nonce of one server for DPoP proofs: always the last one it gave (RFC 9449 §8.2). */
final class Nonces {
  private static final int LONGEST = 1024;

  private volatile String last = "";

  /** The nonce to use; empty text before there is one. */
  String last() {
    return last;
  }

  /** Learns what came with an answer, if something did. */
  void learn(String nonce) {
    if (!nonce.isEmpty()) {
      last = nonce;
    }
  }

  /** What an answer brings; empty text where it brings none, or one that is no nonce. */
  static String of(Http1Response response) throws Http1Failure {
    Optional<String> nonce = response.header("dpop-nonce");
    return nonce.filter(Nonces::isOne).orElse("");
  }

  /** {@code nonce = 1*NQCHAR} (RFC 9449 §8.1). */
  private static boolean isOne(String text) {
    return text.length() <= LONGEST
        && text.chars().allMatch(c -> c > 0x20 && c < 0x7F && c != '"' && c != '\\');
  }
}
