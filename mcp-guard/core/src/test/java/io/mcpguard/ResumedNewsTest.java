package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.testkit.Json;
import io.mcpguard.testkit.LegacyFixtureServer;
import io.mcpguard.testkit.Received;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that lost the stream of what belongs to no request hears what it missed. */
@Timeout(60)
class ResumedNewsTest {
  private static final String TOOLS = "notifications/tools/list_changed";
  private static final String PROMPTS = "notifications/prompts/list_changed";

  private final LegacyFixtureServer server = LegacyFixtureServer.start();
  private MemoryGuard guard;
  private MemoryClient alice;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(server.url()).awaitTools("test_simple_text");
    alice = guard.client("alice");
  }

  @AfterEach
  void stop() {
    guard.close();
    server.close();
  }

  /** The id of the first event of a stream that is lost after it; the second did not arrive. */
  private String lost() throws Exception {
    MemoryExchange stream = alice.listen();
    server.announce(TOOLS, Json.object());
    String id = id(stream.nextPiece());
    stream.leave();
    server.announce(PROMPTS, Json.object());
    return id;
  }

  private static String id(String piece) {
    String first = piece.lines().findFirst().orElseThrow();
    assertThat(first).startsWith("id: ");
    return first.substring("id: ".length());
  }

  @Test
  void whatDidNotArriveIsToldOnceTheClientIsBack() throws Exception {
    String last = lost();

    assertThat(alice.resume(last).next().path("method").asText()).isEqualTo(PROMPTS);
  }

  /** It knows of no event, so it gets what no reader has got. */
  @Test
  void aClientThatComesBackWithoutAnIdHearsWhatIsNew() throws Exception {
    MemoryExchange stream = alice.listen();
    stream.leave();
    server.announce(TOOLS, Json.object());
    stream.rest(); // it has ended for the guard too
    server.announce(PROMPTS, Json.object());

    assertThat(alice.listen().next().path("method").asText()).isEqualTo(PROMPTS);
  }

  /** The guard that comes after knows nothing of the stream, but its tool server does. */
  @Test
  void afterARestartTheToolServerIsAskedWhatCameAfterItsOwnEvent() throws Exception {
    MemoryExchange stream = alice.listen();
    server.announce(TOOLS, Json.object());
    String id = id(stream.nextPiece());

    guard = guard.restarted(server.url());
    MemoryExchange resumed = guard.taking(alice).resume(id);
    server.announce(PROMPTS, Json.object());

    assertThat(resumed.next().path("method").asText()).isEqualTo(PROMPTS);
    Received asked =
        server.received().stream().filter(r -> r.method().equals("GET")).toList().getLast();
    assertThat(id).endsWith("." + asked.header("Last-Event-ID").orElseThrow());
  }

  /** What its tool server would tell again was said to whom had other permissions. */
  @Test
  void afterARestartAnotherGrantIsToldNothingAgain() throws Exception {
    String id = numbered();

    guard = guard.restarted(server.url());
    resumedUnnumbered(guard.taking(alice).bearing(guard.token("alice", "next-grant")), id);
  }

  @Test
  void afterARestartAnIdThatWasMadeUpIsNone() throws Exception {
    String id = numbered();

    guard = guard.restarted(server.url());
    resumedUnnumbered(guard.taking(alice), id.substring(id.lastIndexOf('.') + 1));
  }

  /** The id of an event that the tool server has numbered. */
  private String numbered() throws Exception {
    MemoryExchange stream = alice.listen();
    server.announce(TOOLS, Json.object());
    return id(stream.nextPiece());
  }

  private void resumedUnnumbered(MemoryClient client, String id) throws Exception {
    MemoryExchange stream = client.resume(id);
    server.announce(PROMPTS, Json.object());
    stream.next();
    Received asked =
        server.received().stream().filter(r -> r.method().equals("GET")).toList().getLast();
    assertThat(asked.header("Last-Event-ID")).isEmpty();
  }

  @Test
  void aGuardThatStopsSendsReadersAwayAtOnceAndSaysWhenToComeBack() throws Exception {
    MemoryExchange stream = alice.listen();
    guard.drain(Duration.ofMinutes(1));

    assertThat(stream.nextPiece()).isEqualTo("retry: 1000\n\n");
    assertThat(stream.rest()).isEmpty();
  }
}
