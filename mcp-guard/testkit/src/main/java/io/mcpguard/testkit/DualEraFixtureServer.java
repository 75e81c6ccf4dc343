package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/**
 * A server of both eras at one URL: "A request carrying modern per-request {@code _meta} is served
 * statelessly according to this revision. An {@code initialize} request selects legacy semantics,
 * scoped to […] the session" (2026-07-28, versioning).
 */
public final class DualEraFixtureServer extends FixtureServer {

  /** Which era a request is of, by what it carries and nothing that came before. */
  private record Eras(LegacyFixture legacy, ModernFixture modern) implements Loopback.Endpoint {
    @Override
    public void answer(Received request, Answering answer)
        throws IOException, InterruptedException {
      if (request.method().equals("POST") && ModernRequest.speaks(request)) {
        modern.answer(request, answer);
      } else {
        legacy.answer(request, answer);
      }
    }
  }

  private final Eras eras;

  private DualEraFixtureServer(Eras eras) {
    super(eras);
    this.eras = eras;
  }

  /** Starts a server at a free loopback port. */
  public static DualEraFixtureServer start() {
    return new DualEraFixtureServer(new Eras(new LegacyFixture(), new ModernFixture()));
  }

  @Override
  public void announce(String method, JsonNode params) {
    eras.legacy.announce(method, params);
    eras.modern.subscriptions().announce(method, params);
  }

  @Override
  public void touch(String uri) {
    eras.legacy.touch(uri);
    eras.modern.subscriptions().touch(uri);
  }

  /** How many {@code subscriptions/listen} streams are open. */
  public int openSubscriptions() {
    return eras.modern.subscriptions().open();
  }

  /** Ends every {@code subscriptions/listen} stream with its result, as a shutdown would. */
  public void endSubscriptions() {
    eras.modern.subscriptions().end();
  }

  /** Ends every legacy session as a restart would: their ids answer 404 from now on. */
  public void endSessions() {
    eras.legacy.endSessions();
  }

  @Override
  public void close() {
    endSessions();
    endSubscriptions();
    super.close();
  }
}
