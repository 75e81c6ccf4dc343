package io.mcpguard.upstream;

import io.mcpguard.catalog.Upstream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/** The way to each upstream. */
final class Ports implements AutoCloseable {
  private final Map<String, Port> byName;

  /** The ways by the names of their upstreams. */
  Ports(Map<String, Port> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** The way to an upstream that has one. */
  Port to(Upstream upstream) {
    return find(upstream).orElseThrow();
  }

  private Optional<Port> find(Upstream upstream) {
    return Optional.ofNullable(byName.get(upstream.name()));
  }

  /** Whether what an upstream says can be read while no request of a client is there. */
  boolean mayReadOn(Upstream upstream) {
    return switch (find(upstream).map(Port::occasion).orElse(Port.Occasion.ANY_TIME)) {
      case ANY_TIME -> true;
      case WITHIN_REQUESTS -> false;
    };
  }

  /** A thread for each message, unless the way to the upstream is that of this very thread. */
  Executor threads(Upstream upstream) {
    return mayReadOn(upstream)
        ? message -> Thread.ofVirtual().name("message").start(message)
        : Runnable::run;
  }

  /** All at once: a child may have to be killed, which takes seconds. */
  @Override
  public void close() {
    List<Thread> closing =
        byName.values().stream()
            .map(port -> Thread.ofVirtual().name("upstream-end").start(port::close))
            .toList();
    try {
      for (Thread one : closing) {
        one.join();
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
