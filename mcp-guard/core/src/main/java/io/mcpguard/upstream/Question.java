package io.mcpguard.upstream;

import io.mcpguard.audit.CallEnd;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Recorded;
import io.mcpguard.protocol.RequestId;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request that a tool server made to the client during a call.
 *
 * @param upstreamId the id that the tool server gave it
 * @param method its method
 * @param recorded its decision record
 * @param during the call during which it was made; it ends with that
 * @param evidence where its outcome goes
 * @param ended whether that was written
 */
record Question(
    RequestId upstreamId,
    String method,
    Recorded recorded,
    OpenRequest during,
    Evidence evidence,
    AtomicBoolean ended) {

  /** What lets the client answer: the decision on the call during which it was asked. */
  Recorded call() {
    return during.call().orElseThrow().recorded();
  }

  /** The first end that comes is its end. */
  void end(Ending ending) {
    if (ended.compareAndSet(false, true)) {
      evidence.conclude(recorded, CallEnd.without(ending.status(), ending.reason()));
    }
  }
}
