package io.mcpguard.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * Each connection has a thread of its own. It ends when its time or its calls are used up,
 * whichever comes first.
 *
 * @param connections at the same time
 * @param nanos how long at most
 * @param callsPerConnection how many at most
 * @param interval nanoseconds from when one call of a connection is due until the next is; 0 where
 *     the next one goes out as soon as the last one was answered
 */
record Load(int connections, long nanos, int callsPerConnection, long interval) {
  private static final int IDS_PER_CONNECTION = 100_000;
  private static final long LONGEST_NANOS = 60_000_000_000L;

  static Load ofSeconds(int connections, double seconds) {
    return new Load(connections, (long) (seconds * 1e9), Integer.MAX_VALUE, 0);
  }

  /** This, with so many calls a second of all connections together, whatever the answers take. */
  Load at(int callsPerSecond) {
    return new Load(
        connections, nanos, callsPerConnection, 1_000_000_000L * connections / callsPerSecond);
  }

  static Load ofCalls(int connections, int calls) {
    return new Load(
        connections, 10 * LONGEST_NANOS, Math.max(1, (calls + connections - 1) / connections), 0);
  }

  /** So many calls, and no more than fit into so many seconds. */
  static Load ofCallsWithin(int connections, int calls, double seconds) {
    return new Load(
        connections,
        (long) (seconds * 1e9),
        Math.max(1, (calls + connections - 1) / connections),
        0);
  }

  /** Opens the connections, makes one untimed call on each, then loads and measures. */
  Sample run(Target target) throws IOException, InterruptedException {
    List<CallConnection> open = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
      for (int i = 0; i < connections; i++) {
        CallConnection connection = new CallConnection(target);
        open.add(connection);
        if (!connection.call(firstId(i))) {
          throw new IOException(target.name() + " answered wrongly: " + connection.lastAnswer());
        }
      }
      return measure(target, open, threads);
    } finally {
      for (CallConnection connection : open) {
        connection.close();
      }
    }
  }

  private Sample measure(Target target, List<CallConnection> open, ExecutorService threads)
      throws IOException, InterruptedException {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<Sample>> parts = new ArrayList<>();
    for (int i = 0; i < open.size(); i++) {
      // Spread over the interval: clients do not call in step.
      parts.add(threads.submit(loop(open.get(i), firstId(i), interval * i / open.size(), start)));
    }
    double cpuBefore = ProcessFigures.cpuMicros(target.process());
    long began = System.nanoTime();
    start.countDown();
    Histogram latencies = histogram();
    long wrong = 0;
    for (Future<Sample> part : parts) {
      Sample one = result(part);
      latencies.add(one.latencies());
      wrong += one.wrong();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    double cpu = ProcessFigures.cpuMicros(target.process()) - cpuBefore;
    return new Sample(latencies, wrong, seconds, cpu);
  }

  private Callable<Sample> loop(
      CallConnection connection, int firstId, long offset, CountDownLatch start) {
    return () -> {
      Histogram latencies = histogram();
      long wrong = 0;
      start.await();
      long due = System.nanoTime() + offset;
      long end = due + nanos;
      for (int n = 1; n <= callsPerConnection && due < end; n++) {
        awaitNanoTime(due);
        boolean right = connection.call(firstId + n % IDS_PER_CONNECTION);
        long after = System.nanoTime();
        // From when it was due: a call that could not go out in time has waited too.
        latencies.recordValue(Math.clamp(after - due, 0, LONGEST_NANOS));
        wrong += right ? 0 : 1;
        due = interval == 0 ? after : due + interval;
      }
      return new Sample(latencies, wrong, 0, 0);
    };
  }

  private static void awaitNanoTime(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  private static int firstId(int connection) {
    return ToolCall.LOWEST_ID + connection * IDS_PER_CONNECTION;
  }

  private static Sample result(Future<Sample> part) throws IOException, InterruptedException {
    try {
      return part.get();
    } catch (ExecutionException e) {
      throw new IOException("a connection failed", e.getCause());
    }
  }

  static Histogram histogram() {
    return new Histogram(1_000, LONGEST_NANOS, 3);
  }
}
