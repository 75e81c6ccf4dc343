package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.exchange.Reason;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks several upstreams the same thing at once. One that is slow or down does not hold up the
 * others: whoever has not answered in time is absent, and that is told.
 */
final class Gathering {
  private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Logged of an upstream and the time it had in seconds. */
  private static final String LATE =
      "upstreams.{}: did not answer within {} s, so it is left out of the list at /mcp; look at the"
          + " tool server's own log";

  /** Logged of an upstream. */
  private static final String FAILED =
      "upstreams.{}: is left out of the list at /mcp, by a failure of the guard itself; report it";

  private Gathering() {}

  /** What came of asking one upstream. */
  sealed interface Found {}

  /** Its result, with the document it stands in. */
  record Result(JsonDocument document, JsonObject result) implements Found {}

  /** The same made a page of. */
  record Listed(ListPage page) implements Found {}

  /** It has nothing of the kind. */
  record Nothing() implements Found {}

  /** It is down, slow or wrong. */
  record Absent() implements Found {}

  /** The guard refused, and not for what the upstream is. */
  record Denied(Answer.Denied denial) implements Found {}

  /** Errors by which an upstream is absent; all others are about the caller or the guard. */
  private static final Set<Reason> ABSENCES =
      EnumSet.of(
          Reason.UPSTREAM_DOWN,
          Reason.UPSTREAM_WRONG,
          Reason.UPSTREAM_REFUSED,
          Reason.UPSTREAM_SLOW,
          Reason.UNKNOWN_SESSION);

  private static final double UNKNOWN_METHOD = -32601;

  /** The guard's own refusal, where it refused to ask any of them. */
  static Optional<Answer> denied(Collection<Found> found) {
    return found.stream()
        .filter(Denied.class::isInstance)
        .map(Denied.class::cast)
        .<Answer>map(Denied::denial)
        .findFirst();
  }

  /** The same, or {@code nobody} where all of them are absent. */
  static Optional<Answer> refusal(Collection<Found> found, Supplier<Answer> nobody) {
    boolean alone = !found.isEmpty() && found.stream().allMatch(Absent.class::isInstance);
    return alone ? Optional.of(nobody.get()) : denied(found);
  }

  /** What came of asking, in the order of asking. */
  static SequencedMap<String, Found> ask(SequencedMap<String, Callable<Found>> questions)
      throws InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Found>> done =
          threads.invokeAll(questions.values(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      SequencedMap<String, Found> found = new LinkedHashMap<>();
      int place = 0;
      for (Map.Entry<String, Callable<Found>> question : questions.entrySet()) {
        found.put(question.getKey(), of(question.getKey(), done.get(place++)));
      }
      return found;
    }
  }

  private static Found of(String upstream, Future<Found> done) throws InterruptedException {
    if (done.isCancelled()) {
      LOG.warn(LATE, upstream, PATIENCE.toSeconds());
      return new Absent();
    }
    try {
      return done.get();
    } catch (ExecutionException failed) {
      LOG.error(FAILED, upstream, failed.getCause());
      return new Absent();
    }
  }

  /** What an upstream's answer comes to, read to its end. */
  static Found found(Answer answer) throws InterruptedException {
    return switch (answer) {
      case Answer.Message message -> result(message.json()).orElseGet(Absent::new);
      case Answer.Events events -> fromEvents(events.events());
      case Answer.Denied denied ->
          ABSENCES.contains(denied.denial().reason()) ? new Absent() : new Denied(denied);
      case Answer.Opened opened -> new Absent();
      case Answer.Accepted accepted -> new Absent();
      case Answer.Dropped dropped -> new Absent();
      case Answer.Ended ended -> new Absent();
      case Answer.NoStream none -> new Absent();
    };
  }

  private static Found fromEvents(EventSource events) throws InterruptedException {
    try (events) {
      while (true) {
        EventSource.Event event = events.next(PATIENCE);
        if (event instanceof EventSource.Event.End || Thread.interrupted()) {
          return new Absent();
        }
        if (event instanceof EventSource.Event.Message message) {
          Optional<Found> found = result(message.json());
          if (found.isPresent()) {
            return found.get();
          }
        }
      }
    }
  }

  /** Empty for what is no answer. */
  private static Optional<Found> result(byte[] json) {
    if (!(ServerMessage.read(json) instanceof ServerMessage.Answered answered)
        || !(answered.outcome() instanceof JsonObject outcome)) {
      return Optional.empty();
    }
    return Optional.of(
        switch (answered.kind()) {
          case RESULT -> new Result(answered.document(), outcome);
          case ERROR ->
              outcome.number("code").map(JsonNumber::asDouble).orElse(0.0) == UNKNOWN_METHOD
                  ? new Nothing()
                  : new Absent();
        });
  }
}
