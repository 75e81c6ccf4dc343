package io.mcpguard;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.upstream.UpstreamLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * A tool server of 2026-07-28 whose tools end in every way: {@code work} with a result that holds
 * its text, {@code fail} with an error, {@code forbid} with 401, {@code away} with 503, {@code cut}
 * before the answer, {@code flood} with more than is taken, and {@code hold} not before it is
 * released.
 */
final class MixedTools implements AutoCloseable {
  private final SynchronousQueue<String> held = new SynchronousQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);

  RecordingUpstream upstream() {
    return upstream;
  }

  /** Waits for a call of {@code hold}, and returns the assertion that came with it. */
  String awaitHeld() throws InterruptedException {
    String token = held.poll(60, TimeUnit.SECONDS);
    if (token == null) {
      throw new AssertionError("no call was held");
    }
    return token;
  }

  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "server/discover" ->
          Reply.json(
              Json.result(
                  id,
                  Json.read(
                      """
                      {"resultType":"complete","supportedVersions":["2026-07-28"],"ttlMs":0,
                       "cacheScope":"private","capabilities":{"tools":{}},
                       "serverInfo":{"name":"s","version":"1"}}
                      """)));
      case "tools/list" ->
          Reply.json(
              Json.result(
                  id,
                  Json.read(
                      """
                      {"resultType":"complete","ttlMs":0,"cacheScope":"private","tools":[
                       {"name":"work","inputSchema":{}},{"name":"fail","inputSchema":{}},
                       {"name":"forbid","inputSchema":{}},{"name":"away","inputSchema":{}},
                       {"name":"cut","inputSchema":{}},{"name":"hold","inputSchema":{}},
                       {"name":"flood","inputSchema":{}}]}
                      """)));
      case "tools/call" -> called(request, id);
      default -> Reply.empty(202);
    };
  }

  private Reply called(Received request, JsonNode id) {
    return switch (request.json().at("/params/name").asText()) {
      case "fail" -> Reply.json(Json.error(id, -32000, "failed"));
      case "forbid" -> Reply.empty(401);
      case "away" -> Reply.empty(503);
      case "cut" -> Reply.events(out -> out.write(": nothing more\n\n".getBytes(UTF_8)));
      case "flood" -> new Reply(200, Map.of("Content-Type", "application/json"), MixedTools::flood);
      case "hold" ->
          new Reply(
              200,
              Map.of("Content-Type", "application/json"),
              out -> {
                held.put(request.header("Txn-Token").orElseThrow());
                released.await();
              });
      default -> Reply.json(Json.result(id, told(request)));
    };
  }

  /** One byte more than is taken of an answer. */
  private static void flood(OutputStream out) throws IOException {
    byte[] mebibyte = new byte[1 << 20];
    Arrays.fill(mebibyte, (byte) ' ');
    for (int i = 0; i < UpstreamLimits.standard().answerBytes() >> 20; i++) {
      out.write(mebibyte);
    }
    out.write(' ');
  }

  private static JsonNode told(Received request) {
    JsonNode result = Json.read("{\"resultType\":\"complete\",\"content\":[{\"type\":\"text\"}]}");
    ((ObjectNode) result.at("/content/0"))
        .put("text", request.json().at("/params/arguments/text").asText());
    return result;
  }

  @Override
  public void close() {
    released.countDown();
    upstream.close();
  }
}
