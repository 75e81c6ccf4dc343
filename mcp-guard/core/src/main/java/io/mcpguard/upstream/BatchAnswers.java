package io.mcpguard.upstream;

import io.mcpguard.protocol.Answers;
import io.mcpguard.protocol.RequestId;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The answers to a batch, one element after the other, each of which went the whole way by itself
 * (2025-03-26, basic/transports).
 */
final class BatchAnswers implements EventSource {
  private final Deque<Supplier<Answer>> waiting;
  private Optional<EventSource> current = Optional.empty();

  BatchAnswers(List<Supplier<Answer>> elements) {
    this.waiting = new ArrayDeque<>(elements);
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
      Supplier<Answer> element = waiting.poll();
      if (element == null) {
        return new Event.End();
      }
      Optional<Event> answer = begin(element.get());
      if (answer.isPresent()) {
        return answer.get();
      }
    }
  }

  private Optional<Event> begin(Answer answer) {
    return switch (answer) {
      case Answer.Message message -> Optional.of(new Event.Message(message.json(), ""));
      case Answer.Opened opened -> Optional.of(new Event.Message(opened.json(), ""));
      case Answer.Events events -> {
        current = Optional.of(events.events());
        yield Optional.empty();
      }
      case Answer.Accepted accepted -> Optional.empty();
      case Answer.Ended ended -> Optional.empty();
      case Answer.Denied denied ->
          denied.replyTo().equals(RequestId.NONE)
              ? Optional.empty()
              : Optional.of(
                  new Event.Message(
                      Answers.error(denied.denial(), denied.exchange(), denied.replyTo()), ""));
    };
  }

  @Override
  public void close() {
    waiting.clear();
    current.ifPresent(EventSource::close);
  }
}
