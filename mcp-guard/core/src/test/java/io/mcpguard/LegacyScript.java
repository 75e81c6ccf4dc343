package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A tool server of the legacy revisions whose tool, {@code work}, answers as a test says. */
final class LegacyScript implements AutoCloseable {
  private static final String WORK = "{\"name\":\"work\",\"inputSchema\":{}}";

  private final RecordingUpstream upstream;

  private LegacyScript(
      RecordingUpstream.Script calls, Supplier<Reply> stream, Supplier<String> tools) {
    this.upstream = RecordingUpstream.answering(request -> answer(request, calls, stream, tools));
  }

  /** Answers calls by this script. */
  static LegacyScript working(RecordingUpstream.Script calls) {
    return new LegacyScript(calls, () -> Reply.empty(405), () -> WORK);
  }

  /** Lists these definitions, whose tools all answer the same. */
  static LegacyScript listing(Supplier<String> tools) {
    return new LegacyScript(
        request -> reply(request, "\"result\":{\"content\":[]}"), () -> Reply.empty(405), tools);
  }

  /** Answers whoever asks for the stream of a session so. */
  static LegacyScript telling(Supplier<Reply> stream) {
    return new LegacyScript(request -> Reply.empty(500), stream, () -> WORK);
  }

  URI url() {
    return upstream.url();
  }

  List<Received> received(String method) {
    return upstream.received().stream().filter(r -> r.rpcMethod().equals(method)).toList();
  }

  /** An answer whose result or error is {@code rest}. */
  static Reply reply(Received request, String rest) {
    byte[] json = message(request, rest).getBytes(StandardCharsets.UTF_8);
    return new Reply(200, Map.of("Content-Type", "application/json"), out -> out.write(json));
  }

  static String message(Received request, String rest) {
    JsonNode id = request.json().path("id");
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + rest + "}";
  }

  /** One server-sent event. */
  static byte[] event(String json) {
    return ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Reply answer(
      Received request,
      RecordingUpstream.Script calls,
      Supplier<Reply> stream,
      Supplier<String> tools) {
    return switch (request.rpcMethod()) {
      case "initialize" ->
          reply(
              request,
              "\"result\":{\"protocolVersion\":"
                  + request.json().at("/params/protocolVersion")
                  + ",\"capabilities\":{\"tools\":{}},"
                  + "\"serverInfo\":{\"name\":\"script\",\"version\":\"1\"}}");
      case "tools/list" -> reply(request, "\"result\":{\"tools\":[" + tools.get() + "]}");
      case "tools/call" -> calls.answer(request);
      case "" -> stream.get();
      case "server/discover" -> Reply.empty(400);
      default -> Reply.empty(202);
    };
  }

  @Override
  public void close() {
    upstream.close();
  }
}
