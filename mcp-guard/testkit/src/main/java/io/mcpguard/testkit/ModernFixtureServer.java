package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A server of revision 2026-07-28 only: stateless, metadata on every request, headers checked
 * against the body, multi round-trip requests, {@code subscriptions/listen}. It refuses older
 * clients: {@code initialize} with 400, GET and DELETE with 405.
 */
public final class ModernFixtureServer extends FixtureServer {
  private final ModernFixture modern;

  private ModernFixtureServer(ModernFixture modern) {
    super(modern);
    this.modern = modern;
  }

  /** Starts a server at a free loopback port. */
  public static ModernFixtureServer start() {
    return new ModernFixtureServer(new ModernFixture());
  }

  @Override
  public void announce(String method, JsonNode params) {
    modern.subscriptions().announce(method, params);
  }

  @Override
  public void touch(String uri) {
    modern.subscriptions().touch(uri);
  }

  /** How many {@code subscriptions/listen} streams are open. */
  public int openSubscriptions() {
    return modern.subscriptions().open();
  }

  /** Ends every {@code subscriptions/listen} stream with its result, as a shutdown would. */
  public void endSubscriptions() {
    modern.subscriptions().end();
  }

  @Override
  public void close() {
    endSubscriptions();
    super.close();
  }
}
