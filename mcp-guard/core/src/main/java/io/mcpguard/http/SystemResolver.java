package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The operating system's resolver, on threads of its own: a lookup cannot be interrupted and would
 * hold the carrier of a virtual thread.
 */
final class SystemResolver implements Resolver {
  static final SystemResolver ONE = new SystemResolver();

  private static final int THREADS = 8;
  private static final int WAITING = 256;

  private final ExecutorService lookups;

  private SystemResolver() {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            30,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("dns-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
    lookups = pool;
  }

  @Override
  public List<InetAddress> resolve(String name, Deadline deadline) throws UnknownHostException {
    try {
      Future<InetAddress[]> lookup = lookups.submit(() -> InetAddress.getAllByName(name));
      return List.of(lookup.get(deadline.left().toNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw unknown("the lookup was interrupted", interrupted);
    } catch (ExecutionException failed) {
      throw unknown("the name has no address", failed);
    } catch (TimeoutException late) {
      throw unknown("the lookup took too long", late);
    } catch (RejectedExecutionException full) {
      throw unknown("too many lookups are waiting", full);
    }
  }

  private static UnknownHostException unknown(String says, Exception cause) {
    UnknownHostException unknown = new UnknownHostException(says);
    unknown.initCause(cause);
    return unknown;
  }
}
