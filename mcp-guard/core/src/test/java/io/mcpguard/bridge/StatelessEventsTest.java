package io.mcpguard.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.EchoingGuard;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Proceed;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import io.mcpguard.upstream.ServerMessage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a legacy server asks at the same time comes in one result. */
@Timeout(60)
class StatelessEventsTest {
  private static final Event LIST_CHANGED =
      message("\"method\":\"notifications/tools/list_changed\"");
  private static final Event IDLE = new Event.Idle();

  private final EchoingGuard guard = EchoingGuard.with(EchoingGuard.scope("echo.use", "echo/**"));
  private final Delegated alice = guard.caller("echo.use");
  private final OpenRounds rounds = new OpenRounds(new SecureRandom());

  @AfterEach
  void stop() {
    rounds.close();
    guard.close();
  }

  /** However late it is when they are read. */
  @Test
  void whatHasComeAlreadyIsAskedWithTheQuestionBeforeIt() throws Exception {
    StatelessEvents events = events(IDLE, question("first"), question("second"));

    assertThat(asks(events)).contains("\"first\":", "\"second\":");
  }

  @Test
  void aServerThatGoesOnTalkingPutsOffNoQuestionForEver() throws Exception {
    StatelessEvents events = events(LIST_CHANGED, question("first"));

    assertThat(asks(events)).contains("\"first\":");
  }

  private static String asks(StatelessEvents events) throws InterruptedException {
    return new String(((Event.Message) events.next(Duration.ofSeconds(20))).json(), UTF_8);
  }

  /** Those of a call whose server says {@code said}, and then {@code after} again and again. */
  private StatelessEvents events(Event after, Event... said) {
    McpMessage.Request request =
        guard.request(
            """
            {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","_meta":{
             "io.modelcontextprotocol/protocolVersion":"2026-07-28",
             "io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}}}}
            """);
    RequestMeta meta = ((Proceed<RequestMeta>) RequestMeta.read(request)).value();
    ServerMessage.Answered offer =
        (ServerMessage.Answered) ServerMessage.read(json("\"id\":0,\"result\":{}"));
    OpenSession session =
        new OpenSession(guard.guard(), guard.upstream(), guard.session(alice), offer, () -> "1");
    Round round = new Round(session, alice, new Scripted(List.of(said), after), new RequestId("1"));
    return new StatelessEvents(
        new Asked(alice, guard.upstream(), request, meta), round, rounds, Duration.ZERO);
  }

  private static Event question(String id) {
    return message(
        "\"id\":\"%s\",\"method\":\"elicitation/create\",\"params\":{\"message\":\"?\"}"
            .formatted(id));
  }

  private static Event message(String members) {
    return new Event.Message(json(members), "");
  }

  private static byte[] json(String members) {
    return ("{\"jsonrpc\":\"2.0\"," + members + "}").getBytes(UTF_8);
  }

  private static final class Scripted implements EventSource {
    private final Deque<Event> events;
    private final Event after;

    Scripted(List<Event> events, Event after) {
      this.events = new ArrayDeque<>(events);
      this.after = after;
    }

    @Override
    public Event next(Duration atMost) {
      return events.isEmpty() ? after : events.removeFirst();
    }

    @Override
    public void close() {}
  }
}
