package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An OpenTelemetry collector for OTLP over HTTP on loopback, that takes, refuses, cuts off or hangs
 * as a test says.
 */
public final class OtlpCollector implements AutoCloseable {
  private static final int PATIENCE_SECONDS = 60;

  private final BlockingQueue<Received> asked = new LinkedBlockingQueue<>();
  private final BlockingQueue<Received> taken = new LinkedBlockingQueue<>();
  private final Loopback loopback;
  private volatile Mood mood = new Mood.Answers(200, "{}", "");

  /** How it behaves to whoever posts. */
  private sealed interface Mood {
    record Answers(int status, String body, String retryAfter) implements Mood {}

    record TakesUpTo(int bytes) implements Mood {}

    record Hangs(CountDownLatch until) implements Mood {}

    record TakesAndCutsOff() implements Mood {}
  }

  private OtlpCollector() {
    this.loopback = Loopback.serve(this::answer);
  }

  /** Starts one that takes everything. */
  public static OtlpCollector start() {
    return new OtlpCollector();
  }

  /** The URL below which it takes. */
  public URI url() {
    return loopback.uri("");
  }

  /** Takes everything from now on. */
  public void takes() {
    mood = new Mood.Answers(200, "{}", "");
  }

  /** Takes everything from now on, and answers with this body. */
  public void takesAnswering(String body) {
    mood = new Mood.Answers(200, body, "");
  }

  /** Answers with this status from now on, and takes nothing. */
  public void refuses(int status) {
    refuses(status, "");
  }

  /** The same with a {@code Retry-After}. */
  public void refuses(int status, String retryAfter) {
    mood = new Mood.Answers(status, "{}", retryAfter);
  }

  /** Takes no larger request from now on. */
  public void takesUpTo(int bytes) {
    mood = new Mood.TakesUpTo(bytes);
  }

  /** Answers nothing from now on, until the latch that is given is counted down. */
  public CountDownLatch hangs() {
    CountDownLatch until = new CountDownLatch(1);
    mood = new Mood.Hangs(until);
    return until;
  }

  /** Takes from now on, and breaks the connection before it has said so. */
  public void takesAndCutsOff() {
    mood = new Mood.TakesAndCutsOff();
  }

  /** The next request, whatever became of it. */
  public Received nextAsked() throws InterruptedException {
    return next(asked);
  }

  /** The next request that it took. */
  public Received nextTaken() throws InterruptedException {
    return next(taken);
  }

  /** The events of all requests that it took, until there are {@code count} and no fewer. */
  public List<JsonNode> taken(int count) throws InterruptedException {
    List<JsonNode> all = new ArrayList<>();
    while (all.size() < count) {
      all.addAll(events(nextTaken()));
    }
    return all;
  }

  /** The spans or log records of a request. */
  public static List<JsonNode> events(Received request) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode body = Json.read(request.text());
    body.findValues("spans").forEach(spans -> spans.forEach(all::add));
    body.findValues("logRecords").forEach(records -> records.forEach(all::add));
    return all;
  }

  private static Received next(BlockingQueue<Received> queue) throws InterruptedException {
    Received request = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("no request came within " + PATIENCE_SECONDS + " s");
    }
    return request;
  }

  private void answer(Received request, Answering answer) throws IOException, InterruptedException {
    Mood now = mood;
    asked.add(request);
    switch (now) {
      case Mood.Answers(int status, String body, String retryAfter) -> {
        if (!retryAfter.isEmpty()) {
          answer.header("Retry-After", retryAfter);
        }
        answered(request, answer, status, body);
      }
      case Mood.TakesUpTo(int bytes) ->
          answered(request, answer, request.body().length > bytes ? 413 : 200, "{}");
      case Mood.Hangs(CountDownLatch until) -> {
        var unused = until.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        answer.empty(503);
      }
      case Mood.TakesAndCutsOff cut -> {
        taken.add(request);
        answer.header("Content-Type", "application/json").body().write('{');
        answer.body().flush();
        throw new IOException("the fixture cuts off");
      }
    }
  }

  private void answered(Received request, Answering answer, int status, String body)
      throws IOException {
    if (status == 200) {
      taken.add(request);
    }
    answer.bytes(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    if (mood instanceof Mood.Hangs(CountDownLatch until)) {
      until.countDown();
    }
    loopback.close();
  }
}
