package io.mcpguard.audit;

import io.mcpguard.ledger.Reservation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Calls between their two records, and the leaf before which there is none.
 *
 * <p>A decision that is on its way to the disk has no index yet; it will stand behind every leaf
 * that was acknowledged before it was begun, and counts from there.
 */
final class OpenCalls {
  private final Set<OpenCall> beginning = ConcurrentHashMap.newKeySet();
  private final Map<Long, OpenCall> recorded = new ConcurrentHashMap<>();
  private final AtomicLong acknowledged;
  private final AtomicLong doubtful = new AtomicLong(Long.MAX_VALUE);

  /** None yet, in a log of {@code size} leaves. */
  OpenCalls(long size) {
    this.acknowledged = new AtomicLong(size);
  }

  /** One call: where its decision stands at the earliest, and the room for its outcome. */
  static final class OpenCall {
    private final long from;
    private final Reservation room;
    private final AtomicBoolean concluded = new AtomicBoolean();

    private OpenCall(long from, Reservation room) {
      this.from = from;
      this.room = room;
    }

    Reservation room() {
      return room;
    }
  }

  OpenCall begin(Reservation room) {
    OpenCall call = new OpenCall(acknowledged.get(), room);
    beginning.add(call);
    return call;
  }

  void recorded(OpenCall call, long index) {
    acknowledged(index);
    recorded.put(index, call);
    beginning.remove(call);
  }

  /** The decision was not acknowledged; after a timeout it may still appear in the log. */
  void failed(OpenCall call) {
    doubtful.accumulateAndGet(call.from, Math::min);
    beginning.remove(call);
    call.room.close();
  }

  /** The call whose decision stands at {@code index}, the first time it is asked for. */
  Optional<OpenCall> conclude(long index) {
    return Optional.ofNullable(recorded.get(index))
        .filter(call -> call.concluded.compareAndSet(false, true));
  }

  /** Both records of the call are durable. */
  void end(long decision) {
    recorded.remove(decision);
  }

  void acknowledged(long index) {
    acknowledged.accumulateAndGet(index + 1, Math::max);
  }

  /** How many leaves are known to be durable. */
  long size() {
    return acknowledged.get();
  }

  /** The index before which no call wants its outcome. */
  long lowest() {
    // In this order: what begins after the first line stands behind what that line has read.
    long lowest = Math.min(acknowledged.get(), doubtful.get());
    for (OpenCall call : beginning) {
      lowest = Math.min(lowest, call.from);
    }
    for (long index : recorded.keySet()) {
      lowest = Math.min(lowest, index);
    }
    return lowest;
  }

  /** The rooms of calls whose end nobody has told yet. */
  List<Reservation> untold() {
    return recorded.values().stream()
        .filter(call -> !call.concluded.get())
        .map(OpenCall::room)
        .toList();
  }
}
