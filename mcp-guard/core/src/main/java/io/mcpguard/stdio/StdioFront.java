package io.mcpguard.stdio;

import io.mcpguard.McpGuard;
import io.mcpguard.authn.LocalUser;
import io.mcpguard.bridge.SessionFront;
import io.mcpguard.bridge.StatelessEndpoint;
import io.mcpguard.upstream.LineReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/**
 * MCP endpoints on pipes, for programs that the local user runs. Each message of a pipe is read to
 * its end before the next; requests are answered as they come to be.
 */
public final class StdioFront {
  /** What is open when a pipe ends has so long to finish. */
  private static final Duration TO_FINISH = Duration.ofSeconds(5);

  private final McpGuard guard;
  private final Map<String, StatelessEndpoint> endpoints;
  private final SessionFront sessions;
  private final LocalUser user;
  private final int mostBytes;
  private final Pipe.Rooms rooms = Pipe.Rooms.usual();

  /** Told to end, for each pipe that is served. */
  private final Set<CountDownLatch> served = ConcurrentHashMap.newKeySet();

  private volatile Duration toFinish = TO_FINISH;
  private volatile boolean draining;

  /**
   * Serves {@code endpoints} by the names of their upstreams, of which the federated one has none,
   * to {@code user}; a line has at most {@code mostBytes}.
   */
  public StdioFront(
      McpGuard guard,
      List<StatelessEndpoint> endpoints,
      SessionFront sessions,
      LocalUser user,
      int mostBytes) {
    this.guard = guard;
    this.endpoints =
        endpoints.stream()
            .collect(Collectors.toUnmodifiableMap(each -> each.upstream().name(), each -> each));
    this.sessions = sessions;
    this.user = user;
    this.mostBytes = mostBytes;
  }

  /** Whether there is an endpoint of this name. */
  public boolean has(String name) {
    return endpoints.containsKey(name);
  }

  /**
   * Serves the endpoint of this name until {@code in} ends, nobody reads {@code out} any more, or
   * {@link #drain}. Then what is open gets a few seconds to finish.
   *
   * @throws IllegalArgumentException when there is no such endpoint
   */
  public void serve(String name, InputStream in, OutputStream out) throws InterruptedException {
    StatelessEndpoint endpoint =
        Optional.ofNullable(endpoints.get(name))
            .orElseThrow(() -> new IllegalArgumentException("there is no such endpoint"));
    CountDownLatch ended = new CountDownLatch(1);
    served.add(ended);
    try {
      if (!draining) {
        serve(pipe(endpoint, new LineWriter(out, ended::countDown)), in, ended);
      }
    } finally {
      served.remove(ended);
    }
  }

  private Pipe pipe(StatelessEndpoint endpoint, LineWriter out) {
    LocalCaller caller = new LocalCaller(guard, user, endpoint.upstream());
    return new Pipe(caller, new ProcessSession(sessions, endpoint), rooms, out);
  }

  private void serve(Pipe pipe, InputStream in, CountDownLatch ended) throws InterruptedException {
    // Of the platform's: a read of standard input holds its thread.
    Thread.ofPlatform().daemon().name("stdin").start(() -> read(in, pipe, ended));
    ended.await();
    pipe.end(toFinish);
  }

  /** Has every pipe end within this time and a little more, and takes no more; returns at once. */
  public void drain(Duration atMost) {
    toFinish = atMost;
    draining = true;
    served.forEach(CountDownLatch::countDown);
  }

  private void read(InputStream in, Pipe pipe, CountDownLatch ended) {
    LineReader lines = new LineReader(in, mostBytes);
    try {
      for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
        if (lines.wasCut()) {
          pipe.refuseBeyond(mostBytes);
        } else {
          pipe.take(line.get());
        }
      }
    } catch (IOException closed) {
      // As if it had ended.
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    } finally {
      ended.countDown();
    }
  }
}
