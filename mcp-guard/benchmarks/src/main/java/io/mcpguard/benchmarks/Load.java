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
import org.HdrHistogram.Histogram;

/**
 * A closed loop: each connection has a thread of its own and sends the next call when the last one
 * was answered. It ends when its time or its calls are used up, whichever comes first.
 *
 * @param connections at the same time
 * @param nanos how long at most
 * @param callsPerConnection how many at most
 */
record Load(int connections, long nanos, int callsPerConnection) {
  private static final int IDS_PER_CONNECTION = 100_000;
  private static final long LONGEST_NANOS = 60_000_000_000L;

  static Load ofSeconds(int connections, double seconds) {
    return new Load(connections, (long) (seconds * 1e9), Integer.MAX_VALUE);
  }

  static Load ofCalls(int connections, int calls) {
    return new Load(
        connections, 10 * LONGEST_NANOS, Math.max(1, (calls + connections - 1) / connections));
  }

  /** So many calls, and no more than fit into so many seconds. */
  static Load ofCallsWithin(int connections, int calls, double seconds) {
    return new Load(
        connections, (long) (seconds * 1e9), Math.max(1, (calls + connections - 1) / connections));
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
      parts.add(threads.submit(loop(open.get(i), firstId(i), start)));
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

  private Callable<Sample> loop(CallConnection connection, int firstId, CountDownLatch start) {
    return () -> {
      Histogram latencies = histogram();
      long wrong = 0;
      start.await();
      long now = System.nanoTime();
      long end = now + nanos;
      for (int n = 1; n <= callsPerConnection && now < end; n++) {
        boolean right = connection.call(firstId + n % IDS_PER_CONNECTION);
        long after = System.nanoTime();
        latencies.recordValue(Math.min(after - now, LONGEST_NANOS));
        wrong += right ? 0 : 1;
        now = after;
      }
      return new Sample(latencies, wrong, 0, 0);
    };
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
