package io.mcpguard.http;

import io.mcpguard.exchange.Deadline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Connections to one destination, kept alive between exchanges and bounded in number. Blocking:
 * called on the exchange's own (virtual) thread.
 *
 * <p>A pooled connection is looked at right before use with a read that does not block; one that
 * the other side closed, or on which a byte nobody asked for arrived, is thrown away. After the
 * first byte was written nothing is ever repeated.
 */
public final class Http1Pool implements AutoCloseable {
  private final Http1Client client;
  private final Destination destination;
  private final Http1Limits limits;
  private final Set<Lifeline> open = ConcurrentHashMap.newKeySet();

  /** Of connections that are not open yet: the thread that dials gives their place back. */
  private final Set<Lifeline> dialling = ConcurrentHashMap.newKeySet();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition freed = lock.newCondition();
  private final ArrayDeque<Http1Connection> idle = new ArrayDeque<>();
  private int places;
  private boolean closed;

  Http1Pool(Http1Client client, Destination destination, Http1Limits limits) {
    this.client = client;
    this.destination = destination;
    this.limits = limits;
    this.places = limits.connections();
  }

  /** Where the connections lead. */
  public Destination destination() {
    return destination;
  }

  /**
   * Writes a request and answers at once; the answer is awaited by {@link Http1Exchange#response}.
   *
   * @param head the constant part; must be of this pool's destination
   * @param headers the call's own headers
   * @param body the body of a POST, else empty
   * @param deadline of the whole exchange, body of the answer included; exceeded by 50 ms at most
   * @throws Http1Failure if no connection was to be had or the request could not be written
   */
  public Http1Exchange send(RequestHead head, List<Header> headers, byte[] body, Deadline deadline)
      throws Http1Failure {
    return send(head, headers, body, deadline, LastLook.NONE);
  }

  /** The same, if {@code look} still holds once a connection is held. */
  public Http1Exchange send(
      RequestHead head, List<Header> headers, byte[] body, Deadline deadline, LastLook look)
      throws Http1Failure {
    Http1Connection connection = acquire(deadline);
    if (!look.holds()) {
      discard(connection.lifeline());
      throw Http1Failure.unsent(
          Http1Failure.Kind.WITHDRAWN, "what permitted the request ended before it was written");
    }
    try {
      connection.write(head, headers, body);
      return new Http1Exchange(this, connection, limits);
    } catch (IOException failed) {
      Http1Failure.Kind kind = connection.lifeline().explain(Http1Failure.Kind.BROKEN);
      discard(connection.lifeline());
      throw Http1Failure.sent(kind, "the request could not be written", failed);
    }
  }

  /** Ends idle connections now, and running ones with their exchanges. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.clear();
      freed.signalAll();
    } finally {
      lock.unlock();
    }
    dialling.forEach(Lifeline::cancel);
    open.forEach(this::discard);
    client.forget(this);
  }

  /** Takes a connection back whose exchange is wholly over. */
  void release(Http1Connection connection, long keepNanos) {
    connection.restUntil(System.nanoTime() + keepNanos);
    if (!connection.lifeline().rest()) {
      discard(connection.lifeline());
      return;
    }
    lock.lock();
    try {
      if (!closed) {
        idle.addLast(connection);
        freed.signal();
        return;
      }
    } finally {
      lock.unlock();
    }
    discard(connection.lifeline());
  }

  /** Closes a connection and gives its place away; a second time it does nothing. */
  void discard(Lifeline lifeline) {
    lifeline.cancel();
    if (open.remove(lifeline)) {
      giveBackPlace();
    }
  }

  /** Ends what is over its deadline and what was idle for too long. */
  void sweep(long now) {
    dialling.forEach(lifeline -> lifeline.expire(now));
    for (Lifeline lifeline : open) {
      if (lifeline.expire(now)) {
        discard(lifeline);
      }
    }
    for (Http1Connection old = oldestWornOut(now); old != null; old = oldestWornOut(now)) {
      discard(old.lifeline());
    }
  }

  private @Nullable Http1Connection oldestWornOut(long now) {
    lock.lock();
    try {
      Http1Connection oldest = idle.peekFirst();
      return oldest != null && oldest.isWornOut(now, limits) ? idle.pollFirst() : null;
    } finally {
      lock.unlock();
    }
  }

  private Http1Connection acquire(Deadline deadline) throws Http1Failure {
    while (true) {
      Http1Connection pooled = takeIdleOrPlace(deadline);
      if (pooled == null) {
        return connect(deadline);
      }
      if (pooled.begin(deadline)
          && !pooled.isWornOut(System.nanoTime(), limits)
          && pooled.isFresh()) {
        return pooled;
      }
      discard(pooled.lifeline());
    }
  }

  /** The connection used last, or null and the place of a new one. */
  private @Nullable Http1Connection takeIdleOrPlace(Deadline deadline) throws Http1Failure {
    lock.lock();
    try {
      if (isFull()) {
        awaitRoom(deadline);
      }
      if (closed) {
        throw Http1Failure.unsent(Http1Failure.Kind.CANCELLED, "the connections are closed");
      }
      Http1Connection pooled = idle.pollLast();
      if (pooled == null) {
        places--;
      }
      return pooled;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw Http1Failure.unsent(
          Http1Failure.Kind.CANCELLED, "the wait for a connection was interrupted", interrupted);
    } finally {
      lock.unlock();
    }
  }

  private boolean isFull() {
    return idle.isEmpty() && places == 0;
  }

  private void awaitRoom(Deadline deadline) throws Http1Failure, InterruptedException {
    long left = Math.min(deadline.left().toNanos(), limits.turn().toNanos());
    while (isFull() && !closed) {
      left = freed.awaitNanos(left);
      if (left <= 0 && isFull()) {
        throw Http1Failure.unsent(
            Http1Failure.Kind.BUSY,
            "all " + limits.connections() + " connections to the destination are in use");
      }
    }
  }

  private void giveBackPlace() {
    lock.lock();
    try {
      places++;
      freed.signal();
    } finally {
      lock.unlock();
    }
  }

  private Http1Connection connect(Deadline deadline) throws Http1Failure {
    List<InetSocketAddress> addresses;
    try {
      addresses = client.policy().check(destination, deadline);
    } catch (Http1Failure | RuntimeException refused) {
      giveBackPlace();
      throw refused;
    }
    return dialInTurn(addresses, deadline);
  }

  /** The first address that accepts; the place is given back if none does. */
  private Http1Connection dialInTurn(List<InetSocketAddress> addresses, Deadline deadline)
      throws Http1Failure {
    Http1Failure last = null;
    for (InetSocketAddress address : addresses) {
      try {
        return dial(address, deadline);
      } catch (Http1Failure failed) {
        last = failed;
        if (deadline.isOver() || failed.kind() == Http1Failure.Kind.CANCELLED) {
          break;
        }
      } catch (RuntimeException unexpected) {
        giveBackPlace();
        throw unexpected;
      }
    }
    giveBackPlace();
    throw last != null
        ? last
        : Http1Failure.unsent(Http1Failure.Kind.UNREACHABLE, "the host has no address");
  }

  private Http1Connection dial(InetSocketAddress address, Deadline deadline) throws Http1Failure {
    SocketChannel channel;
    try {
      channel = SocketChannel.open();
    } catch (IOException failed) {
      throw Http1Failure.unsent(Http1Failure.Kind.UNREACHABLE, "no socket could be opened", failed);
    }
    Deadline connecting =
        deadline.left().compareTo(limits.connect()) < 0 ? deadline : Deadline.in(limits.connect());
    Lifeline lifeline = new Lifeline(channel, connecting);
    client.watch(this);
    dialling.add(lifeline);
    try {
      Http1Connection connection =
          Http1Connection.open(channel, lifeline, address, destination, client.tls());
      lifeline.move(deadline);
      open.add(lifeline);
      return connection;
    } catch (Http1Failure | RuntimeException failed) {
      lifeline.cancel();
      throw failed;
    } finally {
      dialling.remove(lifeline);
    }
  }
}
