package io.mcpguard.authserver.session;

import java.time.Instant;

/** A browser's session. */
public sealed interface Session {
  /**
   * What stays the same when a visitor signs in: pending requests hang on it. Never leaves the
   * server.
   */
  String binding();

  /** The token every form of this session carries. */
  String csrf();

  /** When it ends. */
  Instant endsAt();

  /** A browser of nobody known. */
  record Visitor(String binding, String csrf, Instant endsAt) implements Session {}

  /**
   * A browser of somebody who signed in.
   *
   * @param user the name
   * @param since when, the {@code auth_time}
   * @param method the {@code amr} value: {@code pwd} or {@code otp} (RFC 8176 §2)
   */
  record SignedIn(
      String binding, String csrf, Instant endsAt, String user, Instant since, String method)
      implements Session {}
}
