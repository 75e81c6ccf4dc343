package io.mcpguard.authserver.events;

import io.mcpguard.delegation.Grant;

/**
 * Hears what happens at the authorization server. Calls come after the fact, on the request's
 * thread.
 */
public interface AuthorizationEvents {
  /**
   * Somebody signed in, or tried to. The name of a failed attempt is what was typed, at most 64
   * characters.
   */
  void login(String user, LoginResult result, String source);

  /**
   * A user consented.
   *
   * @return whether that is on record; where it is not, the grant must not be used
   */
  boolean granted(Grant grant);

  /** A grant ended before its time. */
  void revoked(String grantId, RevocationCause cause);

  /** A client registered itself. */
  void registered(String clientId, String source);

  /** How a login went. */
  enum LoginResult {
    /** By password. */
    PASSWORD,
    /** By one-time link. */
    ONE_TIME_LINK,
    /** Name and password do not belong together. */
    WRONG,
    /** Refused unlooked-at, for too many attempts; heard once in a while of each place. */
    THROTTLED
  }

  /** Why a grant ended. */
  enum RevocationCause {
    /** The client asked (RFC 7009). */
    CLIENT,
    /** A code was presented twice (RFC 6749 §4.1.2). */
    CODE_REUSED,
    /** An old refresh token came back (RFC 9700 §4.14.2). */
    REFRESH_TOKEN_REUSED
  }

  /** Hears nothing. */
  static AuthorizationEvents ignored() {
    return new AuthorizationEvents() {
      @Override
      public void login(String user, LoginResult result, String source) {}

      @Override
      public boolean granted(Grant grant) {
        return true;
      }

      @Override
      public void revoked(String grantId, RevocationCause cause) {}

      @Override
      public void registered(String clientId, String source) {}
    };
  }
}
