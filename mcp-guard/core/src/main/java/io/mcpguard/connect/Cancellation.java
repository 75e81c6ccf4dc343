package io.mcpguard.connect;

import io.mcpguard.http.Http1Exchange;
import org.jspecify.annotations.Nullable;

/** That a request is no longer wanted; ends the exchange that carries it. */
final class Cancellation {
  private @Nullable Http1Exchange carrier;
  private boolean cancelled;

  /** What carries the request now, in place of what did before. */
  synchronized void carriedBy(Http1Exchange exchange) {
    carrier = exchange;
    if (cancelled) {
      exchange.cancel();
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (carrier != null) {
      carrier.cancel();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }
}
