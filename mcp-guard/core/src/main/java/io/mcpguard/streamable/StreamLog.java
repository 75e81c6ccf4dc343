package io.mcpguard.streamable;

import io.mcpguard.delegation.Delegated;
import io.mcpguard.exchange.Deadline;
import io.mcpguard.upstream.EventSource;
import io.mcpguard.upstream.EventSource.Event;
import java.time.Duration;
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
  /** What waits for a reader that comes back, in bytes, but for one event. */
  private static final int MOST_UNREAD_BYTES = 1024 * 1024;

  /** The longest slice of reading, so that another reader need not wait long. */
  private static final Duration SLICE = Duration.ofMillis(500);

  /** A tool server that says something at once gives its first event an id itself. */
  private static final Duration UNPRIMED = Duration.ofMillis(200);

  private static final byte[] NOTHING = {};

  private final Terms terms;

  /** Until it is closed; what stands behind it may be large. */
  private volatile EventSource source;

  private final StreamLogs logs;
  private final StreamRoom.Share room;
  private final SaidEvents said;
  private final ReentrantLock reading = new ReentrantLock();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Optional<Deadline> priming = Optional.empty();
  private Optional<StreamReader> reader = Optional.empty();
  private long read;
  private String upstreamId = "";

  /** Of the ids of events that the upstream numbers; empty text before the first of them. */
  private String seal = "";

  private boolean ended;

  /**
   * What a stream is.
   *
   * @param session the id of its session
   * @param name its name in the ids of its events
   * @param caller whose permissions it stands on
   */
  record Terms(String session, String name, StreamKind kind, Delegated caller, Unread unread) {}

  /** What is left of a source that was closed. */
  private record Silence() implements EventSource {
    @Override
    public Event next(Duration atMost) {
      return new Event.End();
    }

    @Override
    public void close() {}
  }

  /** Nothing said yet. */
  StreamLog(Terms terms, EventSource source, StreamLogs logs, StreamRoom.Share room) {
    this.terms = terms;
    this.source = source;
    this.logs = logs;
    this.room = room;
    this.said = new SaidEvents(room);
  }

  Terms terms() {
    return terms;
  }

  /** Whether this caller may hear whatever the stream said to the one who opened it. */
  boolean isFor(Delegated other) {
    return other.reachesAsFarAs(terms.caller());
  }

  /** The first reader; the first event tells where to come back, whether it says more or not. */
  EventSource primed() {
    lock.lock();
    try {
      priming = Optional.of(Deadline.in(UNPRIMED));
      return read(-1);
    } finally {
      lock.unlock();
    }
  }

  /** A reader of what comes after this place, in the stead of any other. */
  EventSource read(long after) {
    lock.lock();
    try {
      StreamReader now = new StreamReader(this, after);
      if (reader.isEmpty()) {
        logs.readerCame();
      }
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
      return !ended || said.goesBeyond(after);
    } finally {
      lock.unlock();
    }
  }

  /** Whether the request has its answer, as far as is known. */
  boolean isAnswered() {
    lock.lock();
    try {
      return said.endsWithAnAnswer();
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

  /** How long it may be silent now, at most {@code atMost}. */
  Duration silence(Duration atMost) {
    lock.lock();
    try {
      return priming.map(Deadline::left).filter(left -> left.compareTo(atMost) < 0).orElse(atMost);
    } finally {
      lock.unlock();
    }
  }

  Optional<Event> ready(StreamReader mine) {
    lock.lock();
    try {
      if (!reader.equals(Optional.of(mine))) {
        return Optional.of(new Event.End());
      }
      Optional<SaidEvents.Said> next = said.after(mine.place());
      if (next.isPresent()) {
        read = next.get().place();
        mine.reach(read);
        said.trim(read);
        return Optional.of(next.get().event());
      }
      if (!ended && logs.isOver(terms.kind())) {
        endForNow();
        return said.after(mine.place()).map(SaidEvents.Said::event);
      }
      return ended ? Optional.of(new Event.End()) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  void pull(Duration atMost, long after) throws InterruptedException {
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
      return ended || said.goesBeyond(after);
    } finally {
      lock.unlock();
    }
  }

  private void take(Event event) {
    lock.lock();
    try {
      if (ended) {
        return;
      }
      switch (event) {
        case Event.Message message -> {
          say(new Event.Message(message.json(), id(message.id()).text()));
        }
        case Event.Retry retry -> say(retry);
        case Event.Idle idle -> prime();
        case Event.End end -> endForNow();
      }
    } finally {
      lock.unlock();
    }
  }

  private EventId id(String upstream) {
    if (upstream.isEmpty()) {
      return EventId.own(terms.name(), said.next());
    }
    upstreamId = upstream;
    if (seal.isEmpty()) {
      seal = logs.seal().of(terms.session(), terms.name(), terms.caller());
    }
    return new EventId(terms.name(), said.next(), seal, upstream);
  }

  private void say(Event event) {
    priming = Optional.empty();
    said.add(event);
    said.trim(read);
  }

  /** Says what has an id and nothing else, where nothing was said for too long. */
  private void prime() {
    if (priming.filter(Deadline::isOver).isPresent()) {
      priming = Optional.empty();
      said.addFirst(new Event.Message(NOTHING, EventId.own(terms.name(), 0).text()));
    }
  }

  /** What ends because the guard stops goes on with the next one. */
  private void endForNow() {
    if (logs.isDraining() && !said.endsWithAnAnswer()) {
      say(new Event.Retry(StreamLogs.COME_BACK.toMillis()));
    }
    end();
  }

  private void end() {
    if (!ended) {
      ended = true;
      changed.signalAll();
      logs.ended(this);
    }
  }

  void left(StreamReader mine) {
    boolean over;
    lock.lock();
    try {
      if (!reader.equals(Optional.of(mine))) {
        return;
      }
      reader = Optional.empty();
      logs.readerWent();
      over = ended || logs.isOver(terms.kind()) || terms.unread() == Unread.CLOSED;
      if (over) {
        end();
      }
    } finally {
      lock.unlock();
    }
    if (over) {
      closeSource();
      forgetIfRead();
    } else {
      Thread.ofVirtual().name("unread-stream").start(new UnreadStream(this, logs));
    }
  }

  /** What was said to the end is kept while there is room for that. */
  private void forgetIfRead() {
    lock.lock();
    try {
      if (room.isFull() && !said.goesBeyond(read)) {
        said.clear();
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isUnread() {
    lock.lock();
    try {
      return reader.isEmpty() && !ended;
    } finally {
      lock.unlock();
    }
  }

  /** Whether there is nobody left to close it; whoever comes after this finds it ended. */
  boolean endsUnread() {
    lock.lock();
    try {
      boolean mine = reader.isEmpty();
      if (mine) {
        end();
      }
      return mine;
    } finally {
      lock.unlock();
    }
  }

  long last() {
    lock.lock();
    try {
      return said.last();
    } finally {
      lock.unlock();
    }
  }

  /** A tool server that says more than is kept has to wait until somebody reads. */
  @SuppressWarnings("WaitNotInLoop") // Whoever asks asks again.
  boolean awaitRoom() throws InterruptedException {
    lock.lock();
    try {
      if (said.bytes() <= MOST_UNREAD_BYTES && !room.isFull()) {
        return true;
      }
      changed.await(SLICE.toNanos(), TimeUnit.NANOSECONDS);
      return false;
    } finally {
      lock.unlock();
    }
  }

  void closeSource() {
    EventSource mine = source;
    source = new Silence();
    mine.close();
  }

  /** Nobody comes back any more: it ends, whoever reads it. */
  void forget() {
    lock.lock();
    try {
      end();
      said.clear();
    } finally {
      lock.unlock();
    }
    closeSource();
  }
}
