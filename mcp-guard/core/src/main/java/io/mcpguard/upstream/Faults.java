package io.mcpguard.upstream;

import io.mcpguard.http.Http1Failure;
import java.io.IOException;

/** What a failure of a connection is at the seam. */
final class Faults {
  private Faults() {}

  static Failed failed(IOException failed) {
    String message = failed.getMessage();
    String detail = message == null ? failed.getClass().getSimpleName() : message;
    if (failed instanceof BrokenAnswer bad) {
      return new Failed(bad.fault(), Reach.SENT, detail);
    }
    if (failed instanceof Http1Failure http) {
      return new Failed(fault(http.kind()), reach(http.progress()), detail);
    }
    return new Failed(Fault.DOWN, Reach.SENT, detail);
  }

  private static Fault fault(Http1Failure.Kind kind) {
    return switch (kind) {
      case REFUSED_ADDRESS -> Fault.REFUSED_ADDRESS;
      case UNREACHABLE, BROKEN -> Fault.DOWN;
      case UNTRUSTED -> Fault.UNTRUSTED;
      case BUSY -> Fault.BUSY;
      case TIMED_OUT -> Fault.SLOW;
      case WITHDRAWN -> Fault.WITHDRAWN;
      case CANCELLED -> Fault.CANCELLED;
      case MALFORMED -> Fault.MALFORMED;
      case TOO_LARGE -> Fault.TOO_LARGE;
    };
  }

  private static Reach reach(Http1Failure.Progress progress) {
    return switch (progress) {
      case UNSENT -> Reach.UNSENT;
      case SENT -> Reach.SENT;
    };
  }
}
