package io.mcpguard.streamable;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import io.mcpguard.upstream.ServerMessage;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream and the last of what it said: its reader may lose the connection and come back. One
 * reader has it at a time ("MUST NOT broadcast the same message across multiple streams",
 * 2025-11-25, basic/transports); while there is none it is read on for a while, as far as there is
 * room.
 */
final class StreamLog {
  /** What one stream holds for a reader that comes back, in bytes, but for its last event. */
  private static final int MOST_BYTES = 1024 * 1024;

  /** The longest slice of reading, so that another reader need not wait long. */
  private static final Duration SLICE = Duration.ofMillis(500);

  /** A tool server that says something at once gives its first event an id itself. */
  private static final Duration UNPRIMED = Duration.ofMillis(200);

  private static final byte[] NOTHING = {};

  private final String session;
  private final String name;
  private final StreamKind kind;
  private final Delegated caller;
  private final EventSource source;
  private final StreamLogs logs;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Said> said = new ArrayDeque<>();
  private Optional<Reader> reader = Optional.empty();
  private long read;
  private long last;
  private int bytes;
  private String upstreamId = "";
  private Optional<Deadline> priming = Optional.empty();
  private boolean ended;

  private record Said(long place, Event event, int bytes) {}

  /** Whoever reads the stream now. */
  private final class Reader implements EventSource {
    private long place;

    private Reader(long place) {
      this.place = place;
    }

    @Override
    public Event next(Duration atMost) throws InterruptedException {
      Deadline patience = Deadline.in(atMost);
      while (true) {
        Optional<Event> ready = ready(this);
        if (ready.isPresent()) {
          return ready.get();
        }
        if (patience.isOver()) {
          return new Event.Idle();
        }
        pull(silence(patience.left()), place);
      }
    }

    @Override
    public void close() {
      left(this);
    }
  }

  /** Nothing said yet; {@code caller} is whose permissions {@code source} stands on. */
  StreamLog(
      String session,
      String name,
      StreamKind kind,
      Delegated caller,
      EventSource source,
      StreamLogs logs) {
    this.session = session;
    this.name = name;
    this.kind = kind;
    this.caller = caller;
    this.source = source;
    this.logs = logs;
  }

  String session() {
    return session;
  }

  String name() {
    return name;
  }

  StreamKind kind() {
    return kind;
  }

  /** Whether this caller may hear whatever the stream said to the one who opened it. */
  boolean isFor(Delegated other) {
    return caller.grant().id().equals(other.grant().id()) && other.held().covers(caller.held());
  }

  /**
   * The first reader, whom the first event tells where to come back, whether it says more or not.
   */
  EventSource primed() {
    lock.lock();
    try {
      priming = Optional.of(Deadline.in(UNPRIMED));
      return read(-1);
    } finally {
      lock.unlock();
    }
  }

  /** How long it may be silent now, at most {@code atMost}. */
  private Duration silence(Duration atMost) {
    lock.lock();
    try {
      return priming.map(Deadline::left).filter(left -> left.compareTo(atMost) < 0).orElse(atMost);
    } finally {
      lock.unlock();
    }
  }

  /** Says what has an id and nothing else, where nothing was said for too long. */
  private void prime() {
    if (priming.filter(Deadline::isOver).isPresent()) {
      priming = Optional.empty();
      said.add(new Said(0, new Event.Message(NOTHING, new EventId(name, 0, "").text()), 0));
    }
  }

  /** A reader of what comes after this place, in the stead of any other. */
  EventSource read(long after) {
    lock.lock();
    try {
      Reader now = new Reader(after);
      reader = Optional.of(now);
      changed.signalAll();
      return now;
    } finally {
      lock.unlock();
    }
  }

  /** The same of what no reader has got; empty where there is one who may still get it. */
  Optional<EventSource> readOn() {
    lock.lock();
    try {
      return ended || reader.isPresent() ? Optional.empty() : Optional.of(read(read));
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is more after this place, or may be. */
  boolean goesOn(long after) {
    lock.lock();
    try {
      return !ended || (!said.isEmpty() && said.getLast().place() > after);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the request has its answer, as far as is known. */
  boolean isAnswered() {
    lock.lock();
    try {
      return !said.isEmpty()
          && said.getLast().event() instanceof Event.Message message
          && ServerMessage.read(message.json()) instanceof ServerMessage.Answered;
    } finally {
      lock.unlock();
    }
  }

  /** The last id that the upstream gave an event of the stream; empty text where it gave none. */
  String upstreamId() {
    lock.lock();
    try {
      return upstreamId;
    } finally {
      lock.unlock();
    }
  }

  private Optional<Event> ready(Reader mine) {
    lock.lock();
    try {
      if (!reader.equals(Optional.of(mine))) {
        return Optional.of(new Event.End());
      }
      Optional<Said> next = said.stream().filter(one -> one.place() > mine.place).findFirst();
      if (next.isPresent()) {
        mine.place = next.get().place();
        read = mine.place;
        trim();
        return Optional.of(next.get().event());
      }
      if (ended) {
        return Optional.of(new Event.End());
      }
      if (logs.isOver(kind)) {
        say(new Event.Retry(StreamLogs.COME_BACK.toMillis()));
        end();
      }
      return Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  private void pull(Duration atMost, long after) throws InterruptedException {
    Duration slice = atMost.compareTo(SLICE) < 0 ? atMost : SLICE;
    if (reading.tryLock(slice.toNanos(), TimeUnit.NANOSECONDS)) {
      try {
        if (!hasMore(after)) {
          take(source.next(slice));
        }
      } finally {
        reading.unlock();
      }
    }
  }

  /** Whether somebody else has read on meanwhile. */
  private boolean hasMore(long after) {
    lock.lock();
    try {
      return ended || (!said.isEmpty() && said.getLast().place() > after);
    } finally {
      lock.unlock();
    }
  }

  private void take(Event event) {
    lock.lock();
    try {
      switch (event) {
        case Event.Message message -> {
          if (!message.id().isEmpty()) {
            upstreamId = message.id();
          }
          say(message);
        }
        case Event.Retry retry -> say(retry);
        case Event.Idle idle -> prime();
        case Event.End end -> end();
      }
    } finally {
      lock.unlock();
    }
  }

  private void say(Event event) {
    priming = Optional.empty();
    last++;
    int length = event instanceof Event.Message message ? message.json().length : 0;
    Event told =
        event instanceof Event.Message message
            ? new Event.Message(message.json(), new EventId(name, last, message.id()).text())
            : event;
    said.add(new Said(last, told, length));
    bytes += length;
    logs.holds(length);
    trim();
  }

  /** What no reader has got stays. */
  private void trim() {
    while (said.size() > 1
        && said.getFirst().place() <= read
        && (bytes > MOST_BYTES || logs.isFull())) {
      int less = said.removeFirst().bytes();
      bytes -= less;
      logs.holds(-less);
    }
  }

  private void end() {
    if (!ended) {
      ended = true;
      changed.signalAll();
      logs.ended(this);
    }
  }

  private void left(Reader mine) {
    lock.lock();
    try {
      if (!reader.equals(Optional.of(mine))) {
        return;
      }
      reader = Optional.empty();
      if (ended) {
        return;
      }
    } finally {
      lock.unlock();
    }
    if (logs.isOver(kind)) {
      close();
    } else {
      Thread.ofVirtual().name("unread-stream").start(this::readUnread);
    }
  }

  /** What the stream says while nobody reads it is kept for whoever comes back. */
  private void readUnread() {
    Deadline patience = Deadline.in(kind.unread());
    try {
      while (isUnread() && !logs.isOver(kind) && !patience.isOver()) {
        if (awaitRoom(patience)) {
          pull(patience.left(), last());
        }
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    if (isUnread()) {
      close();
    }
  }

  private boolean isUnread() {
    lock.lock();
    try {
      return reader.isEmpty() && !ended;
    } finally {
      lock.unlock();
    }
  }

  private long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /** A tool server that says more than is kept has to wait until somebody reads. */
  private boolean awaitRoom(Deadline patience) throws InterruptedException {
    lock.lock();
    try {
      if (bytes <= MOST_BYTES && !logs.isFull()) {
        return true;
      }
      changed.await(patience.left().toNanos(), TimeUnit.NANOSECONDS);
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends it for good; what it said can still be read. */
  void close() {
    source.close();
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  /** Nobody comes back any more. */
  void forget() {
    close();
    lock.lock();
    try {
      logs.holds(-bytes);
      bytes = 0;
      said.clear();
    } finally {
      lock.unlock();
    }
  }
}
