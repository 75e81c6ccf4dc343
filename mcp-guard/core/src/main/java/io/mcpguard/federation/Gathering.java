package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks several upstreams the same thing at once. One that is slow or down does not hold up the
 * others: whoever has not answered in time is absent, and that is told.
 */
final class Gathering {
  private static final Logger LOG = LoggerFactory.getLogger(Gathering.class);
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private Gathering() {}

  /** One upstream's result, with the document it stands in. */
  record Result(JsonDocument document, JsonObject result) {}

  /** What came of asking, in the order of asking; empty for whoever is absent. */
  static SequencedMap<String, Optional<Result>> ask(
      SequencedMap<String, Callable<Answer>> questions) throws InterruptedException {
    List<Callable<Optional<Result>>> tasks = new ArrayList<>();
    questions.values().forEach(question -> tasks.add(() -> result(question.call())));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Optional<Result>>> done =
          threads.invokeAll(tasks, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      SequencedMap<String, Optional<Result>> found = new LinkedHashMap<>();
      int place = 0;
      for (Map.Entry<String, Callable<Answer>> question : questions.entrySet()) {
        found.put(question.getKey(), of(question.getKey(), done.get(place++)));
      }
      return found;
    }
  }

  private static Optional<Result> of(String upstream, Future<Optional<Result>> done)
      throws InterruptedException {
    if (done.isCancelled()) {
      LOG.warn("upstream {} did not answer in time and is left out of a federated list", upstream);
      return Optional.empty();
    }
    try {
      return done.get();
    } catch (ExecutionException failed) {
      LOG.error("upstream {} is left out of a federated list", upstream, failed.getCause());
      return Optional.empty();
    }
  }

  private static Optional<Result> result(Answer answer) throws InterruptedException {
    return switch (answer) {
      case Answer.Message message -> result(message.json());
      case Answer.Events events -> fromEvents(events.events());
      case Answer.Denied denied -> Optional.empty();
      case Answer.Opened opened -> Optional.empty();
      case Answer.Accepted accepted -> Optional.empty();
      case Answer.Dropped dropped -> Optional.empty();
      case Answer.Ended ended -> Optional.empty();
      case Answer.NoStream none -> Optional.empty();
    };
  }

  private static Optional<Result> fromEvents(EventSource events) throws InterruptedException {
    try (events) {
      while (true) {
        EventSource.Event event = events.next(PATIENCE);
        if (event instanceof EventSource.Event.End || Thread.interrupted()) {
          return Optional.empty();
        }
        if (event instanceof EventSource.Event.Message message) {
          Optional<Result> found = result(message.json());
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
  }

  private static Optional<Result> result(byte[] json) {
    return ServerMessage.read(json) instanceof ServerMessage.Answered answered
            && answered.kind() == ServerMessage.Answered.Kind.RESULT
            && answered.outcome() instanceof JsonObject result
        ? Optional.of(new Result(answered.document(), result))
        : Optional.empty();
  }
}
