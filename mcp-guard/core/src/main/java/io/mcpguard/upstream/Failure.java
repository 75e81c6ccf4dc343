package io.mcpguard.upstream;

import io.mcpguard.audit.CounterSignature;
import io.mcpguard.audit.Status;
import io.mcpguard.exchange.Denial;
import io.mcpguard.exchange.Reason;
import io.mcpguard.upstream.ResultCheck.Demand;
import io.mcpguard.upstream.SessionLink.Failing;

/**
 * What becomes of a request that failed.
 *
 * <p>Attacker: between the guard and a tool server that signs, says in its name that it refused
 * what it did. So where a signature is demanded, an unsigned refusal leaves open how the call
 * ended.
 *
 * @param denial what its caller is told
 * @param ending what its record says
 */
record Failure(Denial denial, Ending ending) {
  /**
   * Of what came back.
   *
   * @param failing how it failed, as the guard explains it
   * @param status the upstream's HTTP status; 0 where there was none
   * @param demand what is demanded of the upstream's answers to such a request
   */
  static Failure of(
      String upstream, Failing failing, int status, CounterSignature signed, Demand demand) {
    Denial denial = denial("upstream " + upstream, failing, status);
    if (demand == Demand.REQUIRED && isSaid(failing) && !isVouchedFor(signed)) {
      Ending open = Ending.because(Reason.UPSTREAM_UNSIGNED, Status.UNKNOWN).after(status, signed);
      // Whoever is told that its session is gone can begin another; that tells nothing of the call.
      return failing == Failing.SESSION_GONE
          ? new Failure(denial, open)
          : new Failure(unsigned(upstream), open);
    }
    return new Failure(denial, Ending.because(denial.reason(), end(failing)).after(status, signed));
  }

  /** Of an answer that is not signed as it has to be. */
  static Denial unsigned(String upstream) {
    return Denial.of(
        Reason.UPSTREAM_UNSIGNED, "upstream " + upstream + " did not sign its answer as it has to");
  }

  static Denial changedInFlight() {
    return Denial.of(Reason.CHANGED_IN_FLIGHT, "the delegation ended between decision and call");
  }

  private static boolean isVouchedFor(CounterSignature signed) {
    return signed instanceof CounterSignature.Valid;
  }

  /** Whether the upstream alone says so. */
  private static boolean isSaid(Failing failing) {
    return switch (failing) {
      case REFUSED, SESSION_GONE, NOT_OFFERED -> true;
      case DOWN, UNREACHED, WITHDRAWN, BUSY, SLOW, WRONG, OVERSIZE -> false;
    };
  }

  private static Status end(Failing failing) {
    return switch (failing) {
      case DOWN, WRONG, OVERSIZE -> Status.UNKNOWN;
      case SLOW -> Status.TIMED_OUT;
      case UNREACHED, WITHDRAWN, BUSY, REFUSED, SESSION_GONE, NOT_OFFERED -> Status.REFUSED;
    };
  }

  private static Denial denial(String who, Failing failing, int status) {
    return switch (failing) {
      case DOWN, UNREACHED, NOT_OFFERED ->
          Denial.of(Reason.UPSTREAM_DOWN, who + " cannot be reached");
      case WITHDRAWN -> changedInFlight();
      case BUSY -> Denial.of(Reason.BUSY, who + " has no connection to spare");
      case SLOW -> Denial.of(Reason.UPSTREAM_SLOW, who + " did not answer in time");
      case WRONG -> Denial.of(Reason.UPSTREAM_WRONG, who + " broke the protocol");
      case OVERSIZE ->
          Denial.of(Reason.UPSTREAM_TOO_LARGE, who + " answered more than is taken of it");
      case REFUSED ->
          Denial.of(Reason.UPSTREAM_REFUSED, who + " refused with HTTP status " + status);
      case SESSION_GONE -> Denial.of(Reason.UNKNOWN_SESSION, who + " ended the session");
    };
  }
}
