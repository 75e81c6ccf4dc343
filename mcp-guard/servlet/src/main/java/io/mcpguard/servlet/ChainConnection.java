package io.mcpguard.servlet;

import io.mcpguard.exchange.Deadline;
import io.mcpguard.http.Header;
import io.mcpguard.upstream.Fault;
import io.mcpguard.upstream.HttpExchange;
import io.mcpguard.upstream.HttpExchange.Expected;
import io.mcpguard.upstream.UpstreamConnection;
import io.mcpguard.upstream.UpstreamExchange;
import io.mcpguard.upstream.UpstreamHeaders;
import io.mcpguard.upstream.UpstreamLimits;
import io.mcpguard.upstream.UpstreamMessage;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to the servlet behind the filter. There is one only while the container serves a request,
 * on that request's thread; each message takes the chain on a thread of its own, so that the answer
 * can be read while the servlet writes it.
 */
final class ChainConnection implements UpstreamConnection {
  private static final Logger LOG = LoggerFactory.getLogger(ChainConnection.class);
  private static final int MOST_ENDED = 1_000;
  private static final int MOST_ENDED_AT_ONCE = 16;
  private static final Duration LONGEST_SILENCE = Duration.ofHours(1);
  private static final Duration TO_END = Duration.ofSeconds(5);
  private static final byte[] NOTHING = {};

  private final UpstreamLimits limits;
  private final Semaphore calls;
  private final Semaphore streams;

  @SuppressWarnings("ThreadLocalUsage") // The request of one filter is no way to another's servlet.
  private final ThreadLocal<@Nullable Carrier> carrying = new ThreadLocal<>();

  private final Deque<UpstreamHeaders> ended = new ArrayDeque<>();

  /** What is done while a container's request is there. */
  interface Work {
    void run() throws IOException, ServletException;
  }

  ChainConnection(UpstreamLimits limits) {
    this.limits = limits;
    this.calls = new Semaphore(limits.calls());
    this.streams = new Semaphore(limits.streams());
  }

  /** Does {@code work} on this thread; what it sends goes down the carrier's chain. */
  void carried(Carrier carrier, Work work) throws IOException, ServletException {
    carrying.set(carrier);
    try {
      work.run();
      endForgotten();
    } finally {
      carrying.remove();
      carrier.end();
    }
  }

  @Override
  public UpstreamExchange send(UpstreamMessage message, Deadline deadline) {
    if (!message.look().holds()) {
      return UpstreamExchange.unsent(
          Fault.WITHDRAWN, "what permitted the request ended before it was sent");
    }
    List<Header> headers = ForwardedHeaders.post(message.headers().list(), message.json().length);
    return exchange(
        new ChainCall.Line("POST", headers, message.json()), calls, message.expected(), deadline);
  }

  @Override
  public UpstreamExchange openStream(UpstreamHeaders headers, Deadline deadline) {
    ChainCall.Line line = new ChainCall.Line("GET", ForwardedHeaders.get(headers.list()), NOTHING);
    // It is asked for at once, and its answer may begin as late as its first event.
    return exchange(line, streams, Expected.JSON_OR_EVENTS, Deadline.in(LONGEST_SILENCE));
  }

  /** Without a request to do it in, it is done in the next one. */
  @Override
  public UpstreamExchange endSession(UpstreamHeaders headers, Deadline deadline) {
    if (carrying.get() == null) {
      synchronized (ended) {
        if (ended.size() == MOST_ENDED) {
          ended.removeFirst();
        }
        ended.addLast(headers);
      }
    }
    ChainCall.Line line = new ChainCall.Line("DELETE", headers.list(), NOTHING);
    return exchange(line, calls, Expected.NOTHING, deadline);
  }

  @Override
  public void close() {
    synchronized (ended) {
      ended.clear();
    }
  }

  private UpstreamExchange exchange(
      ChainCall.Line line, Semaphore room, Expected expected, Deadline deadline) {
    Carrier carrier = carrying.get();
    if (carrier == null) {
      return UpstreamExchange.unsent(Fault.DOWN, "no request is there that leads to the servlet");
    }
    if (!room.tryAcquire()) {
      return UpstreamExchange.unsent(Fault.BUSY, "the servlet has as many calls as it may have");
    }
    ChainCall call;
    try {
      call = new ChainCall(carrier, line, deadline, room::release);
      call.start();
    } catch (RuntimeException | Error unstarted) { // What would let go of the room never runs.
      room.release();
      LOG.error("a call to the servlet was not begun", unstarted);
      return UpstreamExchange.unsent(
          Fault.DOWN, "the call to the servlet was not begun; see the log");
    }
    return new HttpExchange(call, limits, expected);
  }

  private void endForgotten() {
    for (int i = 0; i < MOST_ENDED_AT_ONCE; i++) {
      Optional<UpstreamHeaders> next;
      synchronized (ended) {
        next = Optional.ofNullable(ended.pollFirst());
      }
      if (next.isEmpty()) {
        return;
      }
      try (UpstreamExchange end = endSession(next.get(), Deadline.in(TO_END))) {
        end.reply();
      }
    }
  }
}
