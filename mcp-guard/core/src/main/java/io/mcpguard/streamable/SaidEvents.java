package io.mcpguard.streamable;

import io.mcpguard.upstream.EventSource.Event;
import io.mcpguard.upstream.ServerMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The last of what a stream said, each event with its place. Guarded by the lock of its log. */
final class SaidEvents {
  /** What is kept of what its reader got already, in bytes, but for the last event. */
  private static final int MOST_READ_BYTES = 256 * 1024;

  private final StreamRoom.Share room;
  private final Deque<Said> said = new ArrayDeque<>();
  private long last;
  private int bytes;

  /**
   * One event.
   *
   * @param place 0 before the first that its stream said itself
   */
  record Said(long place, Event event, int bytes) {}

  SaidEvents(StreamRoom.Share room) {
    this.room = room;
  }

  boolean isEmpty() {
    return said.isEmpty();
  }

  int bytes() {
    return bytes;
  }

  /** The place of the event that comes next. */
  long next() {
    return last + 1;
  }

  /** The place of the last one. */
  long last() {
    return last;
  }

  /** Puts one before all others. */
  void addFirst(Event event) {
    said.add(new Said(0, event, 0));
  }

  void add(Event event) {
    int length = event instanceof Event.Message message ? message.json().length : 0;
    said.add(new Said(++last, event, length));
    bytes += length;
    room.hold(length);
  }

  /** The first event after this place. */
  Optional<Said> after(long place) {
    return said.stream().filter(one -> one.place() > place).findFirst();
  }

  /** Whether there is one. */
  boolean goesBeyond(long place) {
    return !said.isEmpty() && said.getLast().place() > place;
  }

  /** Whether the last one is an answer. */
  boolean endsWithAnAnswer() {
    return !said.isEmpty()
        && said.getLast().event() instanceof Event.Message message
        && ServerMessage.read(message.json()) instanceof ServerMessage.Answered;
  }

  /** Forgets of what was read, up to this place, what there is no room for. */
  void trim(long read) {
    while (said.size() > 1
        && said.getFirst().place() <= read
        && (bytes > MOST_READ_BYTES || room.isFull())) {
      less(said.removeFirst().bytes());
    }
  }

  void clear() {
    said.clear();
    less(bytes);
  }

  private void less(int gone) {
    bytes -= gone;
    room.hold(-gone);
  }
}
