package io.mcpguard;

import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A tool server of the legacy revisions that one day speaks the 2026-07-28 revision alone. */
final class SwitchingUpstream implements AutoCloseable {
  private static final String LEGACY =
      "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
          + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}";

  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private final CountDownLatch discovered = new CountDownLatch(1);
  private volatile boolean modern;

  URI url() {
    return upstream.url();
  }

  void becomeModern() {
    modern = true;
  }

  /** Waits until somebody listed the tools of the later revision. */
  void awaitDiscovered() throws InterruptedException {
    if (!discovered.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody asked again");
    }
  }

  private Reply answer(Received request) {
    return switch (request.rpcMethod()) {
      case "server/discover" ->
          modern ? reply(request, "\"result\":" + StatelessUpstream.OFFER) : Reply.empty(400);
      case "initialize" -> modern ? Reply.empty(400) : reply(request, LEGACY);
      case "tools/list" -> {
        if (modern) {
          discovered.countDown();
        }
        yield reply(request, "\"result\":" + StatelessUpstream.TOOLS);
      }
      case "tools/call" -> reply(request, "\"result\":{\"content\":[]}");
      default -> Reply.empty(202);
    };
  }

  private static Reply reply(Received request, String rest) {
    byte[] json = StatelessUpstream.message(request, rest).getBytes(StandardCharsets.UTF_8);
    return new Reply(200, Map.of("Content-Type", "application/json"), out -> out.write(json));
  }

  @Override
  public void close() {
    upstream.close();
  }
}
