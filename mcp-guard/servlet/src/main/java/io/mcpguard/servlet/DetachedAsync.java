package io.mcpguard.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asynchronous processing between the servlet and the guard. The container knows nothing of it: its
 * request stays on its thread until the guard has answered.
 */
final class DetachedAsync implements AsyncContext {
  private static final Logger LOG = LoggerFactory.getLogger(DetachedAsync.class);
  private static final int MOST_LISTENERS = 100;

  /** What a servlet gets that sets no timeout (Jakarta Servlet 6.1, AsyncContext.setTimeout). */
  private static final long USUAL_TIMEOUT = 30_000;

  private static final long SLICE = 60_000;

  private final Carrier carrier;
  private final ServletRequest request;
  private final ServletResponse response;
  private final List<Listening> listeners = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicReference<End> end = new AtomicReference<>(End.NONE);
  private volatile long timeout = USUAL_TIMEOUT;

  private enum End {
    NONE,
    COMPLETE,
    DISPATCHED
  }

  private record Listening(AsyncListener listener, ServletRequest of, ServletResponse to) {}

  private interface Telling {
    void tell(AsyncListener listener, AsyncEvent event) throws IOException;
  }

  DetachedAsync(Carrier carrier, ServletRequest request, ServletResponse response) {
    this.carrier = carrier;
    this.request = request;
    this.response = response;
  }

  /**
   * Waits until the servlet is done, or its own time is up. The call's deadline ends the wait too:
   * then the guard gives the call up.
   *
   * @return whether it asks to be dispatched once more
   */
  boolean awaitDispatch() throws InterruptedException {
    long waited = 0;
    while (true) {
      long limit = timeout;
      long slice = limit <= 0 ? SLICE : Math.min(SLICE, limit - waited);
      if (over.await(slice, TimeUnit.MILLISECONDS)) {
        return end.get() == End.DISPATCHED;
      }
      waited += slice;
      if (limit > 0 && waited >= limit) {
        tell(AsyncListener::onTimeout, null);
        complete();
      }
    }
  }

  boolean isOver() {
    return end.get() != End.NONE;
  }

  /** Nobody waits for the answer any more. */
  void abandon() {
    if (end.compareAndSet(End.NONE, End.COMPLETE)) {
      over.countDown();
      tell(AsyncListener::onError, new IOException("nobody reads this answer any more"));
      tell(AsyncListener::onComplete, null);
    }
  }

  @Override
  public void complete() {
    if (end.compareAndSet(End.NONE, End.COMPLETE)) {
      over.countDown();
      tell(AsyncListener::onComplete, null);
    }
  }

  @Override
  public void dispatch() {
    if (!end.compareAndSet(End.NONE, End.DISPATCHED)) {
      throw new IllegalStateException("the asynchronous call is over");
    }
    over.countDown();
  }

  @Override
  public void dispatch(String path) {
    throw new IllegalStateException("behind the guard there is no other path to dispatch to");
  }

  @Override
  public void dispatch(ServletContext context, String path) {
    dispatch(path);
  }

  @Override
  public void start(Runnable work) {
    carrier.start(work);
  }

  @Override
  public ServletRequest getRequest() {
    return request;
  }

  @Override
  public ServletResponse getResponse() {
    return response;
  }

  @Override
  public boolean hasOriginalRequestAndResponse() {
    return request instanceof ForwardedRequest && response instanceof CapturedResponse;
  }

  @Override
  public void addListener(AsyncListener listener) {
    addListener(listener, request, response);
  }

  @Override
  public void addListener(AsyncListener listener, ServletRequest of, ServletResponse to) {
    if (listeners.size() >= MOST_LISTENERS) {
      throw new IllegalStateException("more than " + MOST_LISTENERS + " listeners");
    }
    listeners.add(new Listening(listener, of, to));
  }

  @Override
  public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
    try {
      return type.getDeclaredConstructor().newInstance();
    } catch (InstantiationException
        | IllegalAccessException
        | InvocationTargetException
        | NoSuchMethodException unusable) {
      throw new ServletException("the listener has no constructor of use", unusable);
    }
  }

  @Override
  public void setTimeout(long millis) {
    timeout = millis;
  }

  @Override
  public long getTimeout() {
    return timeout;
  }

  private void tell(Telling telling, @org.jspecify.annotations.Nullable Throwable why) {
    for (Listening one : listeners) {
      try {
        telling.tell(one.listener(), new AsyncEvent(this, one.of(), one.to(), why));
      } catch (IOException | RuntimeException failed) {
        LOG.warn("a listener of the servlet behind the guard failed", failed);
      }
    }
  }
}
