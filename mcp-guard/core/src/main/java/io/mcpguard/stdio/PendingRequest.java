package io.mcpguard.stdio;

import io.mcpguard.protocol.Era;
import io.mcpguard.protocol.McpMessage;
import io.mcpguard.protocol.RequestId;
import io.mcpguard.protocol.RequestMeta;
import io.mcpguard.upstream.SessionTie;
import java.util.concurrent.atomic.AtomicReference;

/** A request that has no answer yet. It gets one, or none once its sender took it back. */
final class PendingRequest {
  private final McpMessage.Request request;
  private final RequestId id;
  private final SessionTie tie;
  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  private enum State {
    OPEN,
    ANSWERED,
    CANCELLED
  }

  /** A request that {@code tie} takes back where it is of no session. */
  PendingRequest(McpMessage.Request request, SessionTie tie) {
    this.tie = tie;
    this.request = request;
    this.id = RequestId.of(request.document(), request.id());
  }

  McpMessage.Request request() {
    return request;
  }

  /** Whether it is of the 2026-07-28 form, which has no sessions. */
  boolean isStateless() {
    return RequestMeta.isIn(request.params()) || !request.method().isOf(Era.LEGACY);
  }

  RequestId id() {
    return id;
  }

  SessionTie tie() {
    return tie;
  }

  /** True for whoever may answer it, once. */
  boolean answer() {
    return state.compareAndSet(State.OPEN, State.ANSWERED);
  }

  /** Its sender no longer wants the answer, or no longer can have it. */
  void cancel() {
    cancel(() -> {});
  }

  /** The same, and then tells the sender so. */
  void cancel(Runnable tell) {
    if (state.compareAndSet(State.OPEN, State.CANCELLED)) {
      tie.cancel();
      tell.run();
    }
  }

  boolean isOpen() {
    return state.get() == State.OPEN;
  }

  boolean isCancelled() {
    return state.get() == State.CANCELLED;
  }
}
