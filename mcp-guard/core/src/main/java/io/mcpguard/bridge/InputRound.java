package io.mcpguard.bridge;

import io.mcpguard.assertion.json.ByteSink;
import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonMember;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.assertion.json.JsonString;
import io.mcpguard.bridge.LegacyClient.Ability;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.ServerMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What one call asked its client at once, and the answers so far. Its call's thread reads it. */
final class InputRound {
  /** As long as a person may take. */
  private static final Duration TO_ANSWER = Duration.ofMinutes(10);

  private static final byte[] CANCEL = "{\"action\":\"cancel\"}".getBytes(StandardCharsets.UTF_8);

  private final String exchange;
  private final List<ClientQuestion> questions;
  private final Optional<byte[]> state;
  private final Semaphore room;
  private final AtomicInteger held = new AtomicInteger();
  private volatile boolean closed;
  private final Deadline deadline = Deadline.in(TO_ANSWER);
  private final BlockingQueue<Given> given = new LinkedBlockingQueue<>();
  private final Map<String, byte[]> responses = new LinkedHashMap<>();

  /** What came from the client. */
  private sealed interface Given {
    /** Its answer to a question. */
    @SuppressWarnings("ArrayRecordComponent") // Bytes on their way through: nobody compares them.
    record Response(String key, byte[] json) implements Given {}

    /** That it has none, where no answer can say so. */
    record Nothing() implements Given {}

    /** Nothing more is waited for. */
    record Over() implements Given {}
  }

  /** How far it is. */
  enum Progress {
    WAITING,
    /** All answers are there. */
    COMPLETE,
    /** One will never come. */
    FAILED
  }

  /** {@code state} is no bytes where the server keeps none. */
  private InputRound(
      String exchange, List<ClientQuestion> questions, byte[] state, Semaphore room) {
    this.exchange = exchange;
    this.room = room;
    this.questions = List.copyOf(questions);
    this.state = Optional.of(state).filter(bytes -> bytes.length > 0);
  }

  /** What a result asks of the client; empty where the client cannot be asked that. */
  static Optional<InputRound> read(
      BridgedSession session, ServerMessage.Answered answer, JsonObject result) {
    JsonDocument document = answer.document();
    List<ClientQuestion> all = new ArrayList<>();
    List<JsonMember> asked =
        result.object("inputRequests").map(JsonObject::members).orElse(List.of());
    for (JsonMember each : asked) {
      Optional<ClientQuestion> question =
          each.value() instanceof JsonObject object
              ? ClientQuestion.read(session.server().mint(), each.name(), document, object)
              : Optional.empty();
      if (question.filter(known -> session.client().can(known.needs())).isEmpty()) {
        return Optional.empty();
      }
      all.add(question.get());
    }
    byte[] state =
        result
            .member("requestState")
            .filter(JsonString.class::isInstance)
            .map(text -> document.slice(text))
            .orElseGet(() -> new byte[0]);
    return Optional.of(new InputRound(answer.exchange().orElse(""), all, state, session.room()));
  }

  /** The exchange that ended with these questions, which the next goes on with. */
  String exchange() {
    return exchange;
  }

  List<ClientQuestion> questions() {
    return questions;
  }

  /** The client's result for a question of this round; from any thread. */
  void answer(ClientQuestion question, byte[] result) {
    if (!room.tryAcquire(result.length)) {
      given.add(new Given.Nothing());
      return;
    }
    held.addAndGet(result.length);
    given.add(new Given.Response(question.key(), result));
    if (closed) {
      letGo();
    }
  }

  /** Nobody needs its answers any more. */
  void close() {
    closed = true;
    letGo();
  }

  private void letGo() {
    room.release(held.getAndSet(0));
  }

  /**
   * The client answered with an error. A person who was not asked has cancelled (2025-11-25,
   * client/elicitation, response actions); a model that did not speak has nothing to say it with.
   */
  void fail(ClientQuestion question) {
    Ability asked = question.needs();
    given.add(
        switch (asked) {
          case FORM, URL -> new Given.Response(question.key(), CANCEL);
          case SAMPLING, ROOTS -> new Given.Nothing();
        });
  }

  /** Wakes whoever waits, for good. */
  void end() {
    given.add(new Given.Over());
  }

  /** Waits for answers, within {@code atMost}. */
  Progress await(Duration atMost) throws InterruptedException {
    Deadline patience = Deadline.in(atMost);
    while (responses.size() < questions.size()) {
      Given next = given.poll(patience.left().toNanos(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return deadline.isOver() ? Progress.FAILED : Progress.WAITING;
      }
      switch (next) {
        case Given.Response response -> responses.put(response.key(), response.json());
        case Given.Nothing nothing -> {
          return Progress.FAILED;
        }
        case Given.Over over -> {
          return Progress.WAITING;
        }
      }
    }
    return Progress.COMPLETE;
  }

  /** What the retry has besides the request. */
  GivenInput input() {
    if (questions.isEmpty()) {
      return new GivenInput(Optional.empty(), state);
    }
    ByteSink all = new ByteSink(256).put('{');
    String comma = "";
    for (Map.Entry<String, byte[]> each : responses.entrySet()) {
      all.ascii(comma).string(each.getKey()).put(':').put(each.getValue());
      comma = ",";
    }
    return new GivenInput(Optional.of(all.put('}').toBytes()), state);
  }
}
