package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A tool server that sends the head of its stream with the first event, as servlets do that do not
 * flush: whoever waits for the head before they ask for news never gets any.
 */
@Timeout(60)
class LateHeadTest {
  private static final String NOTE = "note://watched";
  private static final String OFFER =
      "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"tools\":{},\"resources\":"
          + "{\"subscribe\":true}},\"serverInfo\":{\"name\":\"late\",\"version\":\"1\"}}";
  private static final byte[] NEWS =
      ("data: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
              + "\"params\":{\"uri\":\""
              + NOTE
              + "\"}}\n\n")
          .getBytes(StandardCharsets.UTF_8);

  private final Semaphore news = new Semaphore(0);
  private final RecordingUpstream server = RecordingUpstream.answering(this::answer);
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(server.url()).awaitTools("work");
  }

  @AfterEach
  void stop() {
    news.release(1_000);
    guard.close();
    server.close();
  }

  @Test
  void aClientThatListensHearsOfWhatItFollows() throws Exception {
    MemoryExchange stream =
        guard.stateless("alice").stream(
            "subscriptions/listen",
            "{\"notifications\":{\"resourceSubscriptions\":[\"" + NOTE + "\"]}}");
    JsonNode first = stream.next();
    news.release();

    assertThat(first.at("/params/notifications/resourceSubscriptions/0").asText()).isEqualTo(NOTE);
    assertThat(stream.next().at("/params/uri").asText()).isEqualTo(NOTE);
    stream.leave();
  }

  @Test
  void aSessionsStreamIsOpenBeforeThereIsAnyNews() throws Exception {
    MemoryExchange stream = guard.client("alice").listen();
    news.release();

    assertThat(stream.code()).isEqualTo(200);
    assertThat(stream.next().at("/params/uri").asText()).isEqualTo(NOTE);
  }

  @Test
  void itEndsWithItsSession() throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryExchange stream = alice.listen();

    alice.leave();

    assertThat(stream.rest()).isEmpty();
  }

  private Reply answer(Received request) {
    if (request.method().equals("GET")) {
      news.acquireUninterruptibly();
      return Reply.events(out -> {
        out.write(NEWS);
        out.flush();
        news.acquireUninterruptibly();
      });
    }
    JsonNode id = request.json().path("id");
    return switch (request.rpcMethod()) {
      case "initialize" -> Reply.json(Json.result(id, Json.read(OFFER)));
      case "tools/list" ->
          Reply.json(
              Json.result(id, Json.read("{\"tools\":[{\"name\":\"work\",\"inputSchema\":{}}]}")));
      case "resources/subscribe" -> Reply.json(Json.result(id, Json.object()));
      case "server/discover" -> Reply.empty(400);
      default -> Reply.empty(202);
    };
  }
}
