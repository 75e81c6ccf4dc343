package io.mcpguard.upstream;

import io.mcpguard.protocol.Answers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * The answers to a batch, one element after the other, each of which went the whole way by itself
 * (2025-03-26, basic/transports).
 */
final class BatchAnswers implements EventSource {
  private final Deque<Supplier<Answer>> waiting;
  private final Executor threads;
  private Optional<CompletableFuture<Answer>> element = Optional.empty();
  private Optional<EventSource> current = Optional.empty();

  /** Answers {@code elements} on {@code threads}, so that the stream lives while one takes long. */
  BatchAnswers(List<Supplier<Answer>> elements, Executor threads) {
    this.waiting = new ArrayDeque<>(elements);
    this.threads = threads;
  }

  @Override
  public Event next(Duration atMost) throws InterruptedException {
    while (true) {
      if (current.isPresent()) {
        Event event = current.get().next(atMost);
        if (!(event instanceof Event.End)) {
          return event;
        }
        current = Optional.empty();
      }
      if (element.isEmpty() && !begin()) {
        return new Event.End();
      }
      Optional<Answer> answer = await(element.orElseThrow(), atMost);
      if (answer.isEmpty()) {
        return new Event.Idle();
      }
      element = Optional.empty();
      Optional<Event> event = event(answer.get());
      if (event.isPresent()) {
        return event.get();
      }
    }
  }

  private boolean begin() {
    Supplier<Answer> next = waiting.poll();
    if (next == null) {
      return false;
    }
    element = Optional.of(CompletableFuture.supplyAsync(next, threads));
    return true;
  }

  private static Optional<Answer> await(CompletableFuture<Answer> element, Duration atMost)
      throws InterruptedException {
    try {
      return Optional.of(element.get(atMost.toNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException late) {
      return Optional.empty();
    } catch (ExecutionException failed) {
      throw new IllegalStateException("an element's refusal is a value", failed);
    }
  }

  private Optional<Event> event(Answer answer) {
    return switch (answer) {
      case Answer.Message message -> Optional.of(new Event.Message(message.json(), ""));
      case Answer.Opened opened -> Optional.of(new Event.Message(opened.json(), ""));
      case Answer.Events events -> {
        current = Optional.of(events.events());
        yield Optional.empty();
      }
      case Answer.Accepted accepted -> Optional.empty();
      case Answer.Dropped dropped -> Optional.empty();
      case Answer.NoStream none -> Optional.empty();
      case Answer.Ended ended -> Optional.empty();
      case Answer.Denied denied ->
          Optional.of(
              new Event.Message(
                  Answers.error(denied.denial(), denied.exchange(), denied.replyTo()), ""));
    };
  }

  @Override
  public void close() {
    waiting.clear();
    current.ifPresent(EventSource::close);
    element.ifPresent(late -> {
      var unused = late.thenAccept(BatchAnswers::discard);
    });
  }

  private static void discard(Answer answer) {
    if (answer instanceof Answer.Events events) {
      events.events().close();
    }
  }
}
