package io.mcpguard.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Callers of one tool that answers with its text, at a steady pace. Each answer is held against its
 * call: it must be the only one, and bear its id.
 */
final class SoakCalls {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int MOST_FAULTS = 20;

  private final String name;
  private final CountDownLatch running;
  private final Queue<String> faults = new ConcurrentLinkedQueue<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Tally tally = new Tally();

  /** What came of the calls, with the time that each took. */
  private static final class Tally {
    private long right;
    private long refused;
    private int calls;
    private int[] micros = new int[1024];

    private synchronized void right() {
      right++;
    }

    private synchronized void refused() {
      refused++;
    }

    private synchronized void took(long nanos) {
      if (calls == micros.length) {
        micros = Arrays.copyOf(micros, 2 * calls);
      }
      micros[calls++] = (int) Math.min(Integer.MAX_VALUE, nanos / 1_000);
    }

    private synchronized int micros(double share) {
      int[] sorted = Arrays.copyOf(micros, calls);
      Arrays.sort(sorted);
      return sorted.length == 0
          ? 0
          : sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))];
    }
  }

  private SoakCalls(String name, int callers) {
    this.name = name;
    this.running = new CountDownLatch(callers);
  }

  /** Begins at once: each caller makes a call every {@code pace}, or when the last one is over. */
  static SoakCalls of(String name, int callers, Duration pace, Callable<SoakConnection> handshake)
      throws Exception {
    SoakCalls calls = new SoakCalls(name, callers);
    for (int caller = 0; caller < callers; caller++) {
      SoakConnection connection = handshake.call();
      String prefix = name + "-" + caller + "-";
      Thread.ofVirtual().start(() -> calls.callOn(connection, prefix, pace));
    }
    return calls;
  }

  private void callOn(SoakConnection connection, String prefix, Duration pace) {
    try (connection) {
      long due = System.nanoTime();
      for (long n = 0; !stopping.await(due - System.nanoTime(), TimeUnit.NANOSECONDS); n++) {
        long began = System.nanoTime();
        String text = prefix + n;
        SoakConnection.Answered answered = connection.call("echo", "{\"text\":\"" + text + "\"}");
        tally.took(System.nanoTime() - began);
        check(answered, connection.lastId(), text);
        due = Math.max(due + pace.toNanos(), System.nanoTime());
      }
    } catch (IOException lost) {
      fault(prefix + ": an answer was lost: " + lost);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      fault(prefix + ": " + e);
    } finally {
      running.countDown();
    }
  }

  private void check(SoakConnection.Answered answered, int id, String text) {
    List<JsonNode> answers =
        answered.messages().stream().filter(message -> !message.has("method")).toList();
    boolean mine =
        answered.status() == 200
            && answers.size() == 1
            && answers.getFirst().path("id").asInt() == id;
    if (mine && answers.getFirst().at("/result/content/0/text").asText().equals(text)) {
      tally.right();
      return;
    }
    tally.refused();
    if (!mine || !answers.getFirst().has("error")) {
      fault(text + ": " + answered);
    }
  }

  private void fault(String what) {
    if (faults.size() < MOST_FAULTS) {
      faults.add(what);
    }
  }

  /** Lets each caller finish its call. */
  void stop() throws InterruptedException {
    stopping.countDown();
    if (!running.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      fault(name + ": callers still wait for answers");
    }
  }

  /** Calls without an answer, with several, or with one that is another's. */
  List<String> faults() {
    return List.copyOf(faults);
  }

  long right() {
    return tally.right;
  }

  /** Calls that were answered by an error. */
  long refused() {
    return tally.refused;
  }

  /** For people. */
  String figures() {
    return "%s: %d answered, %d refused, p50 %.1f ms, p99 %.1f ms"
        .formatted(name, right(), refused(), tally.micros(0.5) / 1e3, tally.micros(0.99) / 1e3);
  }
}
