package io.mcpguard.delegation;

import java.util.List;

/**
 * What the head of a request says led to it: the assertion of another call, handed on by its tool
 * server (draft-ietf-oauth-transaction-tokens-10 §4, {@code Txn-Token}). Nothing about it is
 * verified; it does not print, since it is never logged verbatim.
 */
final class PresentedParent {
  private static final PresentedParent NONE = new PresentedParent(List.of());

  private final List<String> tokens;

  private PresentedParent(List<String> tokens) {
    this.tokens = tokens;
  }

  static PresentedParent none() {
    return NONE;
  }

  /** The value of each field line, as received. */
  static PresentedParent of(List<String> tokens) {
    return tokens.isEmpty() ? NONE : new PresentedParent(List.copyOf(tokens));
  }

  List<String> reveal() {
    return tokens;
  }

  @Override
  public String toString() {
    return "PresentedParent[redacted]";
  }
}
