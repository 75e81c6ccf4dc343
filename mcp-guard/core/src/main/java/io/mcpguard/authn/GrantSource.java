package io.mcpguard.authn;

/** What stands for a user's consent behind a caller: it depends on who vouches for the caller. */
public enum GrantSource {
  /**
   * The grant that our own authorization server recorded when the user consented; the token names
   * it in {@code grant_id}. A client or a grant that is not on record has no business here.
   */
  RECORDED,
  /**
   * The token itself, where an external authorization server issues them: who holds one for this
   * user, client and resource was consented to there. The guard sees agents and grants here first,
   * enrols them, and from then on can revoke them for good.
   */
  TOKEN,
  /**
   * The launch: whoever the operating system runs this process for has started it, and so lets the
   * program at the other end of its pipes act for them. No token is shown. The guard enrols agent
   * and grant as it does for a token, so that either can be revoked for good.
   */
  LAUNCH
}
