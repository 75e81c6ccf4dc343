package io.mcpguard;

import io.mcpguard.protocol.Era;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A tool server of one form of MCP that one day speaks the other alone. */
final class SwitchingUpstream implements AutoCloseable {
  private static final String LEGACY =
      "\"result\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{}},"
          + "\"serverInfo\":{\"name\":\"s\",\"version\":\"1\"}}";

  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private final CountDownLatch listed = new CountDownLatch(1);
  private final Era first;
  private final RecordingUpstream.Script refusal;
  private volatile Era era;

  private SwitchingUpstream(Era first, RecordingUpstream.Script refusal) {
    this.first = first;
    this.era = first;
    this.refusal = refusal;
  }

  /** One that speaks {@code first} at first, and answers so to what is of the other form. */
  static SwitchingUpstream speaking(Era first, RecordingUpstream.Script refusal) {
    return new SwitchingUpstream(first, refusal);
  }

  /** A 400 without a word. */
  static Reply silently(Received request) {
    return Reply.empty(400);
  }

  /** A 400 with a JSON-RPC error of this code, whose id is this JSON. */
  static Reply saying(int code, String id) {
    String json =
        "{\"jsonrpc\":\"2.0\",\"id\":%s,\"error\":{\"code\":%d,\"message\":\"no\"}}"
            .formatted(id, code);
    return json(400, json);
  }

  URI url() {
    return upstream.url();
  }

  void becomes(Era other) {
    era = other;
  }

  /** Waits until somebody listed the tools in the form that it speaks now. */
  void awaitListedAnew() throws InterruptedException {
    if (!listed.await(20, TimeUnit.SECONDS)) {
      throw new AssertionError("nobody asked again");
    }
  }

  private Reply answer(Received request) {
    return switch (request.rpcMethod()) {
      case "server/discover" -> in(Era.MODERN, request, "\"result\":" + StatelessUpstream.OFFER);
      case "initialize" -> in(Era.LEGACY, request, LEGACY);
      case "tools/list" -> {
        if (era != first && formOf(request) == era) {
          listed.countDown();
        }
        yield in(formOf(request), request, "\"result\":" + StatelessUpstream.TOOLS);
      }
      case "tools/call" -> in(formOf(request), request, "\"result\":{\"content\":[]}");
      default -> Reply.empty(202);
    };
  }

  private Reply in(Era form, Received request, String rest) {
    return form == era
        ? json(200, StatelessUpstream.message(request, rest))
        : refusal.answer(request);
  }

  private static Era formOf(Received request) {
    return request
            .json()
            .at("/params/_meta/io.modelcontextprotocol~1protocolVersion")
            .isMissingNode()
        ? Era.LEGACY
        : Era.MODERN;
  }

  private static Reply json(int status, String text) {
    byte[] json = text.getBytes(StandardCharsets.UTF_8);
    return new Reply(status, Map.of("Content-Type", "application/json"), out -> out.write(json));
  }

  @Override
  public void close() {
    upstream.close();
  }
}
