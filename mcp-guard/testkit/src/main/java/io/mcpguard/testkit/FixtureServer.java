package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A complete MCP server over Streamable HTTP on loopback, holding exactly the tools, prompts and
 * resources that the official conformance suite calls, with Host and Origin checks; it keeps
 * whatever reached it.
 */
public abstract sealed class FixtureServer implements AutoCloseable
    permits LegacyFixtureServer, ModernFixtureServer, DualEraFixtureServer {
  private static final String PATH = "/mcp";

  private final Traffic traffic = new Traffic();
  private final AtomicInteger running = new AtomicInteger();
  private final Loopback loopback;

  FixtureServer(Loopback.Endpoint endpoint) {
    loopback = Loopback.serve((request, answer) -> admit(endpoint, request, answer));
  }

  /** Where MCP is spoken. */
  public final URI url() {
    return loopback.uri(PATH);
  }

  /** Every HTTP request so far, oldest first, those that were refused included. */
  public final List<Received> received() {
    return traffic.all();
  }

  /** How many JSON-RPC messages of this method arrived. */
  public final long hits(String rpcMethod) {
    return traffic.all().stream().filter(r -> r.rpcMethod().equals(rpcMethod)).count();
  }

  /**
   * How many requests are being answered now, open streams included. That a reader of a modern
   * stream has gone shows within a second.
   */
  public final int running() {
    return running.get();
  }

  /** Forgets what was received. */
  public final void forget() {
    traffic.forget();
  }

  /** Sends a notification to every client that listens for it. */
  public abstract void announce(String method, JsonNode params);

  /** Tells every client that subscribed to it that a resource changed. */
  public abstract void touch(String uri);

  /** Stops at once what is still open, then the server. */
  @Override
  public void close() {
    loopback.close();
  }

  private void admit(Loopback.Endpoint endpoint, Received request, Answering answer)
      throws IOException, InterruptedException {
    traffic.add(request);
    if (!LocalOnly.admits(request)) {
      answer.json(403, Json.error(-32600, "Host or Origin is not local"));
    } else if (!request.target().equals(PATH)) {
      answer.empty(404);
    } else {
      running.incrementAndGet();
      try {
        endpoint.answer(request, answer);
      } finally {
        running.decrementAndGet();
      }
    }
  }
}
