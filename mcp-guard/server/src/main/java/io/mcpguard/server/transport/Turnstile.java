package io.mcpguard.server.transport;

import io.mcpguard.exchange.Reason;
import io.mcpguard.protocol.Answers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Lets so many requests in at a time, and none once the guard is stopping; all others are answered
 * at once, before anything is known of them.
 */
final class Turnstile extends Handler.Wrapper {
  private final int most;
  private final Overflow overflow;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition left = lock.newCondition();
  private int inside;
  private int working;
  private State state = State.OPEN;

  private enum State {
    OPEN,
    SHUT
  }

  private enum Entry {
    IN,
    BEYOND,
    FULL,
    SHUT
  }

  Turnstile(int most, Overflow overflow, Handler within) {
    super(within);
    this.most = most;
    this.overflow = overflow;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    return switch (enter(request)) {
      case BEYOND -> {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        yield refuse(Reason.FULL_HOUSE, response, callback);
      }
      case FULL -> refuse(Reason.FULL_HOUSE, response, callback);
      case SHUT -> {
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        yield refuse(Reason.SHUTTING_DOWN, response, callback);
      }
      case IN -> {
        Request.addCompletionListener(request, failure -> leave(request));
        yield super.handle(request, response, callback);
      }
    };
  }

  private static boolean refuse(Reason reason, Response response, Callback callback) {
    byte[] json = Answers.refusal(reason);
    response.setStatus(reason.httpStatus());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, json.length);
    response.getHeaders().put(HttpHeader.RETRY_AFTER, "10");
    response.write(true, ByteBuffer.wrap(json), callback);
    return true;
  }

  private Entry enter(Request request) {
    if (overflow.holds(request)) {
      return Entry.BEYOND;
    }
    lock.lock();
    try {
      if (state == State.SHUT) {
        return Entry.SHUT;
      }
      if (inside == most) {
        return Entry.FULL;
      }
      inside++;
      working += weight(request);
      return Entry.IN;
    } finally {
      lock.unlock();
    }
  }

  private void leave(Request request) {
    lock.lock();
    try {
      inside--;
      working -= weight(request);
      left.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** A stream that only listens never ends by itself, so nobody waits for it. */
  private static int weight(Request request) {
    return request.getMethod().equals("GET") ? 0 : 1;
  }

  /** Lets nobody in any more, and waits so long at most until those inside have been answered. */
  void shut(Duration atMost) throws InterruptedException {
    lock.lock();
    try {
      state = State.SHUT;
      for (long nanos = atMost.toNanos(); working > 0 && nanos > 0; ) {
        nanos = left.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
