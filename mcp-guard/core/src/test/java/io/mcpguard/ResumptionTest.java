package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Received;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that lost a stream goes on where it broke off. */
@Timeout(60)
class ResumptionTest {
  private static final String CALL =
      MemoryClient.request("7", "tools/call", "{\"name\":\"work\",\"arguments\":{}}");

  /** One for each event that the tool server may send of a call. */
  private final Semaphore steps = new Semaphore(0);

  private final LegacyScript server = LegacyScript.working(this::work);
  private MemoryGuard guard;

  @BeforeEach
  void start() throws Exception {
    guard = MemoryGuard.over(server.url()).awaitTools("work");
  }

  @AfterEach
  void stop() {
    steps.release(1_000);
    guard.close();
    server.close();
  }

  private Reply work(Received request) {
    return new Reply(200, Map.of("Content-Type", "text/event-stream"), out -> answer(request, out));
  }

  private void answer(Received request, OutputStream out) throws IOException {
    out.write(": begun\n\n".getBytes(StandardCharsets.US_ASCII));
    out.flush();
    for (int i = 1; i <= 3; i++) {
      steps.acquireUninterruptibly();
      out.write(LegacyScript.event(log(i)));
      out.flush();
    }
    steps.acquireUninterruptibly();
    out.write(LegacyScript.event(LegacyScript.message(request, "\"result\":{\"content\":[]}")));
    out.flush();
  }

  private static String log(int data) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":"
        + "{\"level\":\"info\",\"data\":"
        + data
        + "}}";
  }

  /** The next event of a stream: its id, and what it says. */
  private record Told(String id, String data) {
    static Told next(MemoryExchange stream) throws InterruptedException {
      String piece = stream.nextPiece();
      while (!piece.contains("data:")) {
        assertThat(piece).as("what there is instead of an event").startsWith(":");
        piece = stream.nextPiece();
      }
      return new Told(field(piece, "id: "), field(piece, "data: "));
    }

    private static String field(String piece, String name) {
      return piece
          .lines()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()))
          .findFirst()
          .orElse("");
    }
  }

  /** "… consisting of an event ID and an empty data field" (2025-11-25, basic/transports). */
  @Test
  void aStreamBeginsWithAnIdToComeBackWith() throws Exception {
    Told first = Told.next(guard.client("alice").stream(CALL));

    assertThat(first.id()).isNotEmpty();
    assertThat(first.data()).isEmpty();
  }

  /** Clients of earlier revisions take it for a broken message. */
  @Test
  void beforeThatRevisionItBeginsWithAMessage() throws Exception {
    MemoryExchange stream = guard.client("alice", "2025-06-18").stream(CALL);
    steps.release();

    assertThat(Told.next(stream).data()).contains("\"data\":1");
  }

  @Test
  void aCallWhoseStreamWasLostIsAnsweredInAnother() throws Exception {
    MemoryClient alice = guard.client("alice");
    Told first = lost(alice);
    steps.release(2);

    List<JsonNode> rest = alice.resume(first.id()).rest();

    assertThat(rest.stream().map(message -> message.at("/params/data").asInt()))
        .as("what came after it, each once")
        .containsExactly(2, 3, 0);
    assertThat(rest.getLast().path("id").asInt()).isEqualTo(7);
    assertThat(guard.awaitEnd()).isEqualTo("executed");
  }

  /** Right after its first event the client is gone, which the guard notices with the second. */
  private Told lost(MemoryClient client) throws Exception {
    MemoryExchange stream = client.stream(CALL);
    Told.next(stream);
    steps.release();
    Told first = Told.next(stream);
    stream.leave();
    steps.release();
    return first;
  }

  @Test
  void whatWasReadBeforeCanBeReadAgain() throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryExchange stream = alice.stream(CALL);
    Told priming = Told.next(stream);
    steps.release(4);
    stream.rest();

    assertThat(alice.resume(priming.id()).rest()).hasSize(4);
  }

  /** "MUST NOT broadcast the same message across multiple streams". */
  @Test
  void onlyTheLastReaderReadsOn() throws Exception {
    MemoryClient alice = guard.client("alice");
    MemoryExchange first = alice.stream(CALL);
    Told priming = Told.next(first);
    MemoryExchange second = alice.resume(priming.id()).awaitHead();
    assertThat(first.rest()).isEmpty();
    steps.release(4);

    assertThat(second.rest()).hasSize(4);
  }

  @Test
  void theStreamOfAnotherSessionIsNotReadInThisOne() throws Exception {
    Told first = lost(guard.client("alice"));
    steps.release(2);

    MemoryExchange resumed = guard.client("alice").resume(first.id()).awaitHead();

    assertThat(resumed.code()).as("the tool server has no stream of news").isEqualTo(405);
  }

  @Test
  void aGrantDoesNotReadWhatWasOpenedUnderAnother() throws Exception {
    MemoryClient alice = guard.client("alice");
    Told first = lost(alice);
    steps.release(2);

    MemoryClient other = alice.bearing(guard.token("alice", "other-grant"));

    assertThat(other.resume(first.id()).awaitHead().code()).isEqualTo(405);
  }

  @Test
  void anEndedSessionHasNoStreams() throws Exception {
    MemoryClient alice = guard.client("alice");
    Told first = lost(alice);
    alice.leave();

    assertThat(alice.resume(first.id()).awaitHead().code()).isEqualTo(404);
  }

  @Test
  void aGuardThatStopsAnswersFirst() throws Exception {
    MemoryExchange stream = guard.client("alice").stream(CALL);
    Told.next(stream);
    guard.drain(Duration.ofSeconds(30));
    steps.release(4);

    assertThat(stream.rest()).hasSize(4);
  }

  /** "… SHOULD send an SSE event with a standard retry field before closing the connection". */
  @Test
  void andTellsWhoWouldWaitTooLongWhenToComeBack() throws Exception {
    MemoryExchange stream = guard.client("alice").stream(CALL);
    Told.next(stream);
    guard.drain(Duration.ZERO);

    assertThat(stream.nextPiece()).isEqualTo("retry: 1000\n\n");
    assertThat(stream.rest()).isEmpty();
  }
}
