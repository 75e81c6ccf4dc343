package io.mcpguard;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A tool server of the 2026-07-28 revision that answers as a test tells it, well-formed or not. */
final class StatelessUpstream implements AutoCloseable {
  static final String OFFER =
      "{\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},"
          + "\"resultType\":\"complete\",\"ttlMs\":5,\"cacheScope\":\"public\"}";
  static final String TOOLS =
      "{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}}],\"resultType\":\"complete\","
          + "\"ttlMs\":5,\"cacheScope\":\"public\"}";

  private final RecordingUpstream upstream = RecordingUpstream.answering(this::answer);
  private volatile String offered = "\"result\":" + OFFER;
  private volatile String listed = TOOLS;
  private volatile Duration beforeOffer = Duration.ZERO;
  private volatile int status = 200;
  private volatile String worked = "\"result\":{\"content\":[],\"resultType\":\"complete\"}";

  URI url() {
    return upstream.url();
  }

  /** The rest of the answer to {@code server/discover}, with its result or error. */
  StatelessUpstream offers(String rest) {
    offered = rest;
    return this;
  }

  /** Takes this long before it answers {@code server/discover}. */
  StatelessUpstream taking(Duration time) {
    beforeOffer = time;
    return this;
  }

  /** The result of {@code tools/list}. */
  StatelessUpstream lists(String result) {
    listed = result;
    return this;
  }

  /** The result of every other request. */
  StatelessUpstream gives(String result) {
    worked = "\"result\":" + result;
    return this;
  }

  /** The error of every other request. */
  StatelessUpstream fails(int httpStatus, String error) {
    status = httpStatus;
    worked = "\"error\":" + error;
    return this;
  }

  /** Answers each other request in a way of its own. */
  void answers(RecordingUpstream.Script script) {
    upstream.answer(request ->
        switch (request.rpcMethod()) {
          case "server/discover", "tools/list" -> answer(request);
          default -> script.answer(request);
        });
  }

  /** Begins the answer to every other request and never ends it: says so, and when it is cut. */
  StatelessUpstream holds(CountDownLatch held, CountDownLatch cut) {
    answers(request -> {
      held.countDown();
      return new Reply(200, Map.of("Content-Type", "application/json"), out -> until(cut, out));
    });
    return this;
  }

  /** Whether anybody still listens shows only when something is written. */
  private static void until(CountDownLatch cut, OutputStream out) throws InterruptedException {
    try {
      while (!cut.await(10, TimeUnit.MILLISECONDS)) {
        out.write(' ');
        out.flush();
      }
    } catch (IOException left) {
      cut.countDown();
    }
  }

  List<Received> received(String method) {
    return upstream.received().stream().filter(r -> r.rpcMethod().equals(method)).toList();
  }

  private Reply answer(Received request) {
    return switch (request.rpcMethod()) {
      case "server/discover" -> slowly(reply(200, request, offered));
      case "tools/list" -> reply(200, request, "\"result\":" + listed);
      default -> reply(status, request, worked);
    };
  }

  private Reply slowly(Reply reply) {
    Duration time = beforeOffer;
    return new Reply(
        reply.status(),
        reply.headers(),
        out -> {
          TimeUnit.NANOSECONDS.sleep(time.toNanos());
          reply.body().write(out);
        });
  }

  private static Reply reply(int status, Received request, String rest) {
    byte[] json = message(request, rest).getBytes(StandardCharsets.UTF_8);
    return new Reply(status, Map.of("Content-Type", "application/json"), out -> out.write(json));
  }

  /** An answer to a request, whose result or error is {@code rest}. */
  static String message(Received request, String rest) {
    JsonNode id = Json.read(request.text()).path("id");
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + rest + "}";
  }

  @Override
  public void close() {
    upstream.close();
  }
}
