package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * A tool server of 2026-07-28: {@code work} answers, and {@code hold} hands the assertion that it
 * got to the test and waits.
 */
final class HandingUpstream implements AutoCloseable {
  static final String TXN_TOKEN = "Txn-Token";

  private final SynchronousQueue<String> tokens = new SynchronousQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);

  URI url() {
    return upstream.url();
  }

  /** The last request. */
  Received last() {
    return upstream.received().getLast();
  }

  /** Has a client's call of {@code hold} stay open, and gives its assertion. */
  String heldOpen(StatelessClient by) throws InterruptedException {
    by.stream("tools/call", "{\"name\":\"hold\",\"arguments\":{}}");
    String token = tokens.poll(20, TimeUnit.SECONDS);
    if (token == null) {
      throw new AssertionError("no call of hold arrived");
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
                       {"name":"hold","inputSchema":{}},{"name":"work","inputSchema":{}}]}
                      """)));
      case "tools/call" ->
          new Reply(
              200,
              Map.of("Content-Type", "application/json"),
              out -> {
                if (request.json().at("/params/name").asText().equals("hold")) {
                  tokens.put(request.header(TXN_TOKEN).orElseThrow());
                  released.await();
                }
                out.write(
                    Json.bytes(
                        Json.result(
                            id, Json.read("{\"resultType\":\"complete\",\"content\":[]}"))));
              });
      default -> Reply.empty(202);
    };
  }

  @Override
  public void close() {
    released.countDown();
    upstream.close();
  }
}
