package io.mcpguard.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One stream of server-sent events that outlives its connection (MCP 2025-11-25, transports,
 * "Resumability and Redelivery"): each event has an id, and whoever comes with the last id he saw
 * gets the rest. Event 0 is the priming event.
 */
final class EventStream {
  /** What a resuming client is asked to wait, in milliseconds. */
  private static final int RETRY_MILLIS = 100;

  private final String id;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<JsonNode> events = new ArrayList<>();
  private boolean finished;
  private int reader;

  EventStream(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void emit(JsonNode message) {
    change(() -> events.add(message));
  }

  /** No event follows; whoever reads gets what is there and then the end. */
  void finish() {
    change(() -> finished = true);
  }

  /** Ends the connection that reads now; events go on being kept. */
  void detach() {
    change(() -> reader++);
  }

  /**
   * Writes the events after the given one to the reader that {@link #attach} numbered, as they
   * come, until the stream is finished or the reader detached. A comment each second finds out that
   * the reader has gone.
   *
   * @throws IOException when the reader has gone
   */
  void pump(OutputStream out, int me, int after) throws IOException, InterruptedException {
    int next = after;
    while (true) {
      List<JsonNode> due = await(me, next);
      for (JsonNode message : due) {
        next++;
        write(out, "event: message\nid: " + id + "-" + next + "\ndata: " + message + "\n\n");
      }
      if (due.isEmpty()) {
        if (over(me, next)) {
          return;
        }
        write(out, ": still here\n\n");
      }
    }
  }

  /** The priming event: an id to come back with, and how long to wait before that. */
  void prime(OutputStream out) throws IOException {
    write(out, "id: " + id + "-0\nretry: " + RETRY_MILLIS + "\ndata: \n\n");
  }

  /**
   * Makes the caller the one reader and gives him his number. Who starts the work that emits does
   * so after this: a detachment that came first would be lost.
   */
  int attach() {
    lock.lock();
    try {
      reader++;
      changed.signalAll();
      return reader;
    } finally {
      lock.unlock();
    }
  }

  private List<JsonNode> await(int me, int next) throws InterruptedException {
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(1);
      while (reader == me && events.size() == next && !finished && left > 0) {
        left = changed.awaitNanos(left);
      }
      return reader == me ? List.copyOf(events.subList(next, events.size())) : List.of();
    } finally {
      lock.unlock();
    }
  }

  private boolean over(int me, int next) {
    lock.lock();
    try {
      return reader != me || (finished && events.size() == next);
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable step) {
    lock.lock();
    try {
      step.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
