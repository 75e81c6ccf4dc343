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
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * One MCP endpoint on standard input and output, for the program that launched this process. Each
 * message is read to its end before the next; requests are answered as they come to be.
 */
public final class StdioFront {
  private static final Duration TO_FINISH = Duration.ofSeconds(5);

  private final LocalCaller caller;
  private final StatelessEndpoint endpoint;
  private final SessionFront sessions;
  private final int mostBytes;

  /** Serves {@code endpoint} to {@code user}; a line has at most {@code mostBytes}. */
  public StdioFront(
      McpGuard guard,
      StatelessEndpoint endpoint,
      SessionFront sessions,
      LocalUser user,
      int mostBytes) {
    this.caller = new LocalCaller(guard, user, endpoint.upstream());
    this.endpoint = endpoint;
    this.sessions = sessions;
    this.mostBytes = mostBytes;
  }

  /**
   * Serves until {@code in} ends, or nobody reads {@code out} any more. Then what is open gets a
   * few seconds to finish.
   */
  public void serve(InputStream in, OutputStream out) throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    LineWriter writer = new LineWriter(out, ended::countDown);
    Pipe pipe = new Pipe(caller, endpoint, new ProcessSession(sessions, endpoint), writer, over);
    // Of the platform's: a read of standard input holds its thread.
    Thread.ofPlatform().daemon().name("stdin").start(() -> read(in, pipe, ended));
    ended.await();
    pipe.end(TO_FINISH);
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
