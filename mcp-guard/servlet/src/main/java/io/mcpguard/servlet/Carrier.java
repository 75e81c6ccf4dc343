package io.mcpguard.servlet;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One request that the container serves now, and the chain behind the filter: while it lasts,
 * messages can go to the servlet. Once it is over nothing may look at the container's request any
 * more: it may be serving another caller already.
 */
final class Carrier {
  private final HttpServletRequest request;
  private final FilterChain chain;
  private final ThreadFactory threads;
  private final ClassLoader loader;
  private final Set<ChainCall> calls = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean over = new AtomicBoolean();

  Carrier(HttpServletRequest request, FilterChain chain, ThreadFactory threads) {
    this.request = request;
    this.chain = chain;
    this.threads = threads;
    this.loader =
        Optional.ofNullable(Thread.currentThread().getContextClassLoader())
            .orElseGet(ClassLoader::getSystemClassLoader);
  }

  /** The container's request. */
  HttpServletRequest request() {
    if (over.get()) {
      throw new IllegalStateException("the caller's request is over");
    }
    return request;
  }

  FilterChain chain() {
    return chain;
  }

  /** Starts a thread that sees the servlet's classes as the container's thread does. */
  void start(Runnable work) {
    threads
        .newThread(() -> {
          Thread.currentThread().setContextClassLoader(loader);
          work.run();
        })
        .start();
  }

  void begun(ChainCall call) {
    calls.add(call);
  }

  void ended(ChainCall call) {
    calls.remove(call);
  }

  /** Gives up what still runs. */
  void end() {
    over.set(true);
    calls.forEach(ChainCall::cancel);
  }
}
