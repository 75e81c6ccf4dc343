package io.mcpguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.RecordingUpstream.Reply;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes between the two ends of a pipe besides requests and their answers. */
@Timeout(120)
class StdioDialogueTest {
  private static final String CHANGED =
      "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}";
  private static final String HOLD = "{\"name\":\"hold\",\"arguments\":{}}";

  // There is no connection to close, so that the notification takes its place (2026-07-28, stdio).
  @Test
  void aCancelledModernCallGetsNoAnswerAndIsRecorded() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient alice = guard.pipe("alice")) {
      alice.askAlone(1, "tools/call", HOLD);
      upstream.awaitHeld();

      cancel(alice);

      assertThat(guard.awaitEnd()).isEqualTo("cancelled");
      assertThat(alice.end()).isEmpty();
    }
  }

  /** "Receivers … SHOULD … not send a response for the cancelled request" (2025-11-25). */
  @Test
  void aCancelledLegacyCallGetsNoAnswerAndIsRecorded() throws Exception {
    try (HoldingUpstream upstream = new HoldingUpstream();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient alice = guard.pipe("alice")) {
      alice.initialize("2025-11-25");
      alice.ask(1, "tools/call", HOLD);
      upstream.awaitHeld();

      cancel(alice);

      assertThat(guard.awaitEnd()).isEqualTo("cancelled");
      assertThat(alice.end()).noneMatch(message -> message.path("id").toString().equals("1"));
    }
  }

  // What ends while the tool server is being told of it comes too late as well.
  @Test
  void aCallThatItsCancellationEndsGetsNoAnswer() throws Exception {
    try (HoldingUpstream upstream = HoldingUpstream.endingWhatIsCancelled();
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("hold");
        PipeClient alice = guard.pipe("alice")) {
      alice.initialize("2025-11-25");
      alice.ask(1, "tools/call", HOLD);
      upstream.awaitHeld();

      cancel(alice);

      assertThat(alice.end()).noneMatch(message -> message.path("id").toString().equals("1"));
    }
  }

  @Test
  void aServerAsksALegacyClientWithinItsCall() throws Exception {
    String emit =
        """
        {"name":"emit","arguments":{"messages":[{"jsonrpc":"2.0","id":"q",
        "method":"elicitation/create","params":{"message":"?","requestedSchema":
        {"type":"object","properties":{}}}}]}}
        """
            .replace("\n", "");
    try (MemoryGuard guard = MemoryGuard.overChild("elicitation");
        PipeClient alice = guard.pipe("alice").capable("{\"elicitation\":{}}")) {
      alice.initialize("2025-11-25");

      JsonNode question = alice.ask(1, "tools/call", emit).heard("elicitation/create");

      assertThat(question.path("id").asText()).isNotEqualTo("q");
      assertThat(alice.answer("1").has("result")).isTrue();
    }
  }

  // Nobody at the other end of a pipe could ask for the stream once more.
  @Test
  void aStreamThatIsNotThereAtFirstIsAskedForAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (LegacyScript upstream =
            LegacyScript.telling(() ->
                asked.incrementAndGet() == 1
                    ? Reply.empty(503)
                    : Reply.events(out -> out.write(LegacyScript.event(CHANGED))));
        MemoryGuard guard = MemoryGuard.over(upstream.url()).awaitTools("work");
        PipeClient alice = guard.pipe("alice")) {
      alice.initialize("2025-11-25");

      alice.heard("notifications/tools/list_changed");

      assertThat(asked.get()).isGreaterThan(1);
    }
  }

  private static void cancel(PipeClient client) {
    client.send(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\","
            + "\"params\":{\"requestId\":1}}");
  }

  // A host falls back to initialize on an error that no server of 2026-07-28 gives
  // (basic/versioning), so that none may stand in for what a slow upstream says.
  @Test
  void whatAnUpstreamOffersIsWaitedFor() throws Exception {
    try (StatelessUpstream upstream = new StatelessUpstream().taking(Duration.ofMillis(1500));
        MemoryGuard guard = MemoryGuard.over(upstream.url());
        PipeClient alice = guard.pipe("alice")) {
      JsonNode answer = alice.askAlone(1, "server/discover", "{}").answer("1");

      assertThat(answer.at("/result/supportedVersions/0").asText()).isEqualTo("2026-07-28");
    }
  }
}
