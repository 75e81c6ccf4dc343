package io.mcpguard.connect;

import io.mcpguard.oauth.ReceivedChallenge;
import java.util.Map;

/**
 * Why another token is needed.
 *
 * @param used what was presented
 * @param challenge what the server answered to that
 * @param cure what can help
 */
record Demand(Access used, ReceivedChallenge challenge, Cure cure) {
  /** Of an answer that names no challenge, or of none. */
  static final ReceivedChallenge UNASKED = new ReceivedChallenge("bearer", Map.of());

  /** What can help. */
  enum Cure {
    /** A refreshed token alone: nobody waits who would log in. */
    REFRESH_UNASKED,
    /** A refreshed token, else a login. */
    REFRESH,
    /** A login only: with more scope, fresher, or since a refreshed token did not help. */
    LOGIN
  }

  /** The token is about to end; nobody has refused it yet. */
  static Demand ending(Grant grant, Cure cure) {
    return new Demand(new Access.Granted(grant), UNASKED, cure);
  }

  /** Whether the user may be asked. */
  boolean mayAsk() {
    return cure != Cure.REFRESH_UNASKED;
  }

  /** Whether a refreshed token can help. */
  boolean isRefreshable() {
    return cure != Cure.LOGIN;
  }

  /** Whether a grant is another one than was presented. */
  boolean isMetBy(Grant grant) {
    return switch (used) {
      case Access.None none -> true;
      case Access.Granted(Grant before) -> !before.isSame(grant);
      case Access.Refused refused -> true;
    };
  }

  /** What was asked for, to tell the same demand again. */
  String asked() {
    return cure + " " + challenge.scope() + " " + challenge.get("acr_values");
  }
}
