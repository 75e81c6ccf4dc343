package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mcpguard.testkit.Answer;
import io.mcpguard.testkit.EventReader;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.ModernClient;
import io.mcpguard.testkit.ModernFixtureServer;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import io.mcpguard.testkit.ScriptedClient;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How the program ends that is asked to (SIGTERM) while it serves. */
@Timeout(180)
class DrainedProgramTest {
  /** Far beyond the ten seconds that a stop may take; a guard that hangs is there for ever. */
  private static final Duration LONG = Duration.ofMinutes(1);

  /** What a process ends with whom that signal ended: 128 and its number. */
  private static final int TERMINATED = 143;

  @TempDir Path folder;

  private final ModernFixtureServer modern = ModernFixtureServer.start();
  private final CountDownLatch held = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final RecordingUpstream legacy = RecordingUpstream.answering(this::answer);
  private Guard guard;
  private ScriptedClient session;

  @BeforeEach
  void start() throws Exception {
    guard =
        Guard.serving(
            folder,
            """
            users: { alice: { may: [everything] } }
            agents: { default: { ceiling: [everything], max-instances: 10 } }
            upstreams:
              modern: { url: "%s", assertion: txn-token }
              legacy: { url: "%s", assertion: txn-token }
            scopes:
              everything: { says: "Everything", tools: ["*/*"], resources: ["**"] }
            clients: { agent: { redirect-uris: ["http://127.0.0.1/callback"] } }
            """
                .formatted(modern.url(), legacy.url()));
    session = guard.client("legacy", guard.login("legacy", "everything").access());
  }

  @AfterEach
  void stop() throws Exception {
    released.countDown();
    guard.close();
    modern.close();
    legacy.close();
  }

  /** A tool server of the legacy revisions that holds the answer to every call. */
  private Reply answer(Received request) {
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" -> {
        ObjectNode result = Json.object();
        result.set("protocolVersion", request.json().at("/params/protocolVersion"));
        result.putObject("capabilities").putObject("tools");
        result.putObject("serverInfo").put("name", "holding").put("version", "1");
        yield Reply.json(Json.result(id, result));
      }
      case "tools/list" ->
          Reply.json(
              Json.result(id, Json.read("{\"tools\":[{\"name\":\"hold\",\"inputSchema\":{}}]}")));
      case "tools/call" -> {
        byte[] answer = Json.bytes(Json.result(id, Json.read("{\"content\":[]}")));
        yield new Reply(
            200,
            Map.of("Content-Type", "application/json"),
            out -> {
              held.countDown();
              released.await();
              out.write(answer);
            });
      }
      case "" ->
          request.method().equals("GET")
              ? Reply.events(out -> {
                out.flush();
                released.await();
              })
              : Reply.empty(200);
      default -> Reply.empty(202);
    };
  }

  private static <T> FutureTask<T> meanwhile(Callable<T> asking) {
    FutureTask<T> task = new FutureTask<>(asking);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static void assertEnded(Finished end) {
    assertThat(end.exit()).as(end.said()).isEqualTo(TERMINATED);
  }

  private FutureTask<Answer> heldCall() throws Exception {
    FutureTask<Answer> call = meanwhile(() -> session.call("hold", "{}"));
    held.await();
    return call;
  }

  @Test
  void streamsAreTakenLeaveOfAndTheCallIsFinished() throws Exception {
    FutureTask<Answer> call = heldCall();
    InputStream news = session.open().body();
    ModernClient listener =
        new ModernClient(guard.endpoint("modern"))
            .withBearer(guard.login("modern", "everything").access());
    EventReader subscription = listener.listen("{\"toolsListChanged\":true}");
    subscription.nextMessage();

    guard.terminate();

    JsonNode last = subscription.nextMessage().orElseThrow();
    assertThat(last.at("/result/resultType").asText()).isEqualTo("complete");
    released.countDown();
    assertThat(call.get().result().path("content").isArray()).isTrue();
    assertThat(subscription.nextMessage()).isEmpty();
    // "… SHOULD send an SSE event with a standard retry field before closing the connection"
    // (2025-11-25, basic/transports).
    assertThat(new String(news.readAllBytes(), StandardCharsets.UTF_8)).endsWith("retry: 1000\n\n");
    assertEnded(guard.awaitEnd(LONG));
  }

  @Test
  void aCallThatDoesNotEndIsToldThatItMayHaveBeenMade() throws Exception {
    FutureTask<Answer> call = heldCall();

    guard.terminate();

    assertThat(call.get().message().at("/error/data/reason").asText()).isEqualTo("upstream_slow");
    assertEnded(guard.awaitEnd(LONG));
  }
}
