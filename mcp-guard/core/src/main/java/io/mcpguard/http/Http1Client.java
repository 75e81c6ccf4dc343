package io.mcpguard.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The guard's outbound HTTP/1.1: one address policy, one TLS trust, one watch over all deadlines;
 * {@link #pool} gives the connections of one destination.
 */
public final class Http1Client implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Http1Client.class);
  private static final long TICK = Duration.ofMillis(50).toNanos();

  private final AddressPolicy policy;
  private final Supplier<SSLSocketFactory> tls;
  private final Set<Http1Pool> pools = ConcurrentHashMap.newKeySet();
  private final Thread watch;
  private volatile boolean closed;

  /**
   * A client.
   *
   * @param policy what may be dialled
   * @param trust whose certificates are trusted
   */
  public Http1Client(AddressPolicy policy, SSLContext trust) {
    this(policy, trust::getSocketFactory);
  }

  /** A client that trusts the platform's authorities, which are read when first needed. */
  public static Http1Client trustingPlatform(AddressPolicy policy) {
    return new Http1Client(policy, () -> (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  private Http1Client(AddressPolicy policy, Supplier<SSLSocketFactory> tls) {
    this.policy = policy;
    this.tls = tls;
    this.watch = Thread.ofPlatform().daemon().name("http-deadlines").start(this::keepWatch);
  }

  /** Connections to one destination; close it when it is no longer needed. */
  public Http1Pool pool(Destination destination, Http1Limits limits) {
    return new Http1Pool(this, destination, limits);
  }

  /** What may be dialled. */
  public AddressPolicy policy() {
    return policy;
  }

  /** Ends all connections and the watch. */
  @Override
  public void close() {
    closed = true;
    pools.forEach(Http1Pool::close);
    LockSupport.unpark(watch);
  }

  Supplier<SSLSocketFactory> tls() {
    return tls;
  }

  void watch(Http1Pool pool) {
    if (pools.add(pool)) {
      LockSupport.unpark(watch);
    }
  }

  void forget(Http1Pool pool) {
    pools.remove(pool);
  }

  /** The watch must go on whatever happens: without it no deadline is kept. */
  private static void sweep(Http1Pool pool, long now) {
    try {
      pool.sweep(now);
    } catch (RuntimeException failed) {
      LOG.error("deadlines of a destination could not be looked at", failed);
    }
  }

  private void keepWatch() {
    while (!closed) {
      if (pools.isEmpty()) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, TICK);
      }
      long now = System.nanoTime();
      for (Http1Pool pool : pools) {
        sweep(pool, now);
      }
    }
  }
}
