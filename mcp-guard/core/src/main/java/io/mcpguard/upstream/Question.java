package io.mcpguard.upstream;

import io.mcpguard.audit.CallEnd;
import io.mcpguard.audit.Evidence;
import io.mcpguard.audit.Recorded;
import io.mcpguard.audit.Status;
import io.mcpguard.protocol.RequestId;

/**
 * A request that a tool server made to the client during a call.
 *
 * @param upstreamId the id that the tool server gave it
 * @param method its method
 * @param recorded its decision record
 * @param during the call during which it was made
 * @param evidence where its outcome goes
 */
record Question(
    RequestId upstreamId, String method, Recorded recorded, Recorded during, Evidence evidence) {
  void end(Status status) {
    evidence.conclude(recorded, CallEnd.without(status, 0));
  }
}
