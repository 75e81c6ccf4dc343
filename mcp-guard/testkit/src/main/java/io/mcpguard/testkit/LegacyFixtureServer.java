package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A server of the revisions with a handshake only (2025-03-26, 2025-06-18, 2025-11-25): what the
 * suite scores for 2025-11-25.
 */
public final class LegacyFixtureServer extends FixtureServer {
  private final LegacyFixture legacy;

  private LegacyFixtureServer(LegacyFixture legacy) {
    super(legacy);
    this.legacy = legacy;
  }

  /** Starts a server at a free loopback port. */
  public static LegacyFixtureServer start() {
    return new LegacyFixtureServer(new LegacyFixture());
  }

  /** Sends a notification on the GET stream of every session. */
  @Override
  public void announce(String method, JsonNode params) {
    legacy.announce(method, params);
  }

  @Override
  public void touch(String uri) {
    legacy.touch(uri);
  }

  /** Ends every session as a restart would: their ids answer 404 from now on. */
  public void endSessions() {
    legacy.endSessions();
  }

  @Override
  public void close() {
    legacy.endSessions();
    super.close();
  }
}
