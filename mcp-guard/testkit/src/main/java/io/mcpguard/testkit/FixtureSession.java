package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** One legacy session: what was negotiated, its streams, its running calls, its open questions. */
final class FixtureSession {
  private static final int SECONDS_TO_ANSWER = 30;

  final String id;
  final String revision;
  final JsonNode clientCapabilities;
  final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
  private final Map<String, EventStream> streams = new ConcurrentHashMap<>();
  private final Map<JsonNode, Thread> running = new ConcurrentHashMap<>();
  private final Set<JsonNode> cancelled = ConcurrentHashMap.newKeySet();
  private final Map<String, CompletableFuture<JsonNode>> questions = new ConcurrentHashMap<>();
  private final AtomicInteger counter = new AtomicInteger();
  private final EventStream standalone = open();

  /** A question that the client has, and the answer that it may give. */
  record Posed(String id, CompletableFuture<JsonNode> answer) {}

  FixtureSession(String id, String revision, JsonNode clientCapabilities) {
    this.id = id;
    this.revision = revision;
    this.clientCapabilities = clientCapabilities;
  }

  EventStream open() {
    EventStream stream = new EventStream("s" + counter.incrementAndGet());
    streams.put(stream.id(), stream);
    return stream;
  }

  EventStream standalone() {
    return standalone;
  }

  Optional<EventStream> stream(String streamId) {
    return Optional.ofNullable(streams.get(streamId));
  }

  /**
   * Priming events came with 2025-11-25; older clients take an empty event for a broken message.
   */
  boolean primes() {
    return revision.compareTo("2025-11-25") >= 0;
  }

  void runs(JsonNode requestId, Thread thread) {
    running.put(requestId, thread);
    if (cancelled.contains(requestId)) {
      thread.interrupt();
    }
  }

  void ended(JsonNode requestId) {
    running.remove(requestId);
  }

  /** Whoever has seen the answer's head may be quicker than the thread that runs the call. */
  void cancel(JsonNode requestId) {
    cancelled.add(requestId);
    Optional.ofNullable(running.get(requestId)).ifPresent(Thread::interrupt);
  }

  /** Asks the client on the stream of the call it belongs to and waits for the answer message. */
  JsonNode ask(EventStream stream, String method, JsonNode params) throws InterruptedException {
    return await(pose(stream, method, params));
  }

  /** Asks the client and does not wait; {@link #await} does. */
  Posed pose(EventStream stream, String method, JsonNode params) {
    String questionId = "ask-" + counter.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    questions.put(questionId, answer);
    stream.emit(Json.request(Json.NODES.textNode(questionId), method, params));
    return new Posed(questionId, answer);
  }

  JsonNode await(Posed question) throws InterruptedException {
    try {
      return question.answer().get(SECONDS_TO_ANSWER, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return Json.error(Json.NODES.nullNode(), -32603, "the client did not answer");
    } finally {
      questions.remove(question.id());
    }
  }

  /** Hands a client's answer to whoever asked; one that nobody waits for is dropped. */
  void answered(JsonNode message) {
    Optional.ofNullable(questions.get(message.path("id").asText()))
        .ifPresent(question -> question.complete(message));
  }

  void end() {
    running.values().forEach(Thread::interrupt);
    streams.values().forEach(EventStream::finish);
  }
}
