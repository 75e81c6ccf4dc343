package io.mcpguard.federation;

import io.mcpguard.assertion.json.JsonDocument;
import io.mcpguard.assertion.json.JsonNumber;
import io.mcpguard.assertion.json.JsonObject;
import io.mcpguard.delegation.Delegated;
import io.mcpguard.upstream.Answer;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Asks several upstreams the same thing at once. One that is slow or down does not hold up the
 * others: whoever has not answered in time is absent, and that is told.
 */
final class Gathering {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Absences absences;

  Gathering(Absences absences) {
    this.absences = absences;
  }

  /** What came of asking one upstream. */
  sealed interface Found {}

  /** Its result, with the document it stands in. */
  record Result(JsonDocument document, JsonObject result) implements Found {}

  /** The same made a page of. */
  record Listed(ListPage page) implements Found {}

  /** It has nothing of the kind. */
  record Nothing() implements Found {}

  /** It is down, slow or wrong. */
  record Absent(Absence why) implements Found {}

  /** The guard refused, and not for what the upstream is. */
  record Denied(Answer.Denied denial) implements Found {}

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

  /** What came of asking for this caller, by upstream; who was late a moment ago is not asked. */
  SequencedMap<String, Found> ask(Delegated caller, SequencedMap<String, Callable<Found>> questions)
      throws InterruptedException {
    SequencedMap<String, Found> found = new LinkedHashMap<>();
    SequencedMap<String, Callable<Found>> asked = new LinkedHashMap<>();
    questions.forEach((upstream, question) -> {
      if (absences.isToBeLeftOut(caller, upstream)) {
        found.put(upstream, new Absent(Absence.LATE));
      } else {
        asked.put(upstream, question);
      }
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Found>> done =
          threads.invokeAll(asked.values(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      int place = 0;
      for (String upstream : asked.keySet()) {
        found.put(upstream, of(caller, upstream, done.get(place++)));
      }
    }
    return found;
  }

  /** What follows of an upstream's list cannot be asked for. */
  void isCut(Delegated caller, String upstream) {
    absences.happened(caller, upstream, Absence.UNENDING);
  }

  private Found of(Delegated caller, String upstream, Future<Found> done)
      throws InterruptedException {
    Found found;
    try {
      found = done.isCancelled() ? new Absent(Absence.LATE) : done.get();
    } catch (ExecutionException failed) {
      absences.failed(upstream, failed);
      return new Absent(Absence.FAILED);
    }
    if (found instanceof Absent(Absence why)) {
      absences.happened(caller, upstream, why);
    }
    return found;
  }

  /** What an upstream's answer comes to, read to its end. */
  static Found found(Answer answer) throws InterruptedException {
    return switch (answer) {
      case Answer.Message message -> result(message.json()).orElseGet(Gathering::wrong);
      case Answer.Events events -> fromEvents(events.events());
      case Answer.Denied denied ->
          Optional.ofNullable(Absence.OF.get(denied.denial().reason()))
              .<Found>map(Absent::new)
              .orElseGet(() -> new Denied(denied));
      case Answer.Opened opened -> wrong();
      case Answer.Accepted accepted -> wrong();
      case Answer.Dropped dropped -> wrong();
      case Answer.Ended ended -> wrong();
      case Answer.NoStream none -> wrong();
    };
  }

  private static Found wrong() {
    return new Absent(Absence.WRONG);
  }

  private static Found fromEvents(EventSource events) throws InterruptedException {
    try (events) {
      while (true) {
        EventSource.Event event = events.next(PATIENCE);
        if (event instanceof EventSource.Event.End || Thread.interrupted()) {
          return wrong();
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
                  : new Absent(Absence.ERRING);
        });
  }
}
