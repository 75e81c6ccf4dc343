package io.mcpguard.upstream;

import io.mcpguard.audit.Status;
import io.mcpguard.catalog.Upstream;
import io.mcpguard.protocol.Conversation;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One request of the 2026-07-28 revision, which brings by itself all that it needs, while somebody
 * serves it or its answer is streamed.
 */
public final class StatelessRequest extends Dialogue implements AutoCloseable {
  private final Consumer<StatelessRequest> done;
  private final AtomicInteger holders = new AtomicInteger(1);

  /** {@code done} is told once, when nobody needs it any more. */
  StatelessRequest(
      AgentShare share,
      Places places,
      Upstream upstream,
      Conversation conversation,
      SessionLink link,
      Consumer<StatelessRequest> done) {
    super(share, places, upstream, conversation, link);
    this.done = done;
  }

  /**
   * "Closing the SSE response stream MUST be interpreted as cancellation" (2026-07-28,
   * basic/transports/streamable-http).
   */
  @Override
  Status whenLeft() {
    return Status.CANCELLED;
  }

  /** Some errors of the protocol have a status of their own (same place). */
  @Override
  int status(int upstreamStatus) {
    return upstreamStatus == 400 || upstreamStatus == 404 ? upstreamStatus : 200;
  }

  @Override
  boolean opens(Relay stream) {
    // Whoever cannot open it closes it, and so lets go.
    holders.incrementAndGet();
    return super.opens(stream);
  }

  @Override
  void closed(Relay stream) {
    super.closed(stream);
    letGo();
  }

  /** Ends it as cancelled, and whatever would be made of it still. */
  void cancel() {
    requests().endAll(request -> true, OpenRequest.State.CANCELLED);
    shut();
  }

  private void letGo() {
    if (holders.decrementAndGet() == 0) {
      link().close();
      done.accept(this);
    }
  }

  /** Whoever served it has its answer, or the stream that the answer will come in. */
  @Override
  public void close() {
    letGo();
  }
}
