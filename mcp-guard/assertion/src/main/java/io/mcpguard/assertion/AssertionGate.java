package io.mcpguard.assertion;

import io.mcpguard.assertion.Admission.Asserted;
import io.mcpguard.assertion.AssertionRejected.Reason;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * A verifier in front of a tool server, its mode and who is told of its verdicts. {@link
 * #enforcing} refuses what the verifier refuses. {@link #observing} lets it through without a user,
 * for the days in which a server begins to stand behind the guard: it is logged when it starts and
 * at the first message of each kind that it would refuse.
 */
public final class AssertionGate {
  private static final System.Logger LOG = System.getLogger(AssertionGate.class.getName());

  private final AssertionVerifier verifier;
  private final Mode mode;
  private final VerdictHook hook;
  private final LongSupplier nanoseconds;
  private final Set<Reason> logged = EnumSet.noneOf(Reason.class);

  private enum Mode {
    ENFORCE,
    OBSERVE
  }

  private AssertionGate(
      AssertionVerifier verifier, Mode mode, VerdictHook hook, LongSupplier nanoseconds) {
    this.verifier = verifier;
    this.mode = mode;
    this.hook = hook;
    this.nanoseconds = nanoseconds;
  }

  /** Lets through what the verifier admits, and nothing else. */
  public static AssertionGate enforcing(AssertionVerifier verifier) {
    return new AssertionGate(verifier, Mode.ENFORCE, (verdict, took) -> {}, System::nanoTime);
  }

  /** Lets everything through; what the verifier refuses gets no user. */
  public static AssertionGate observing(AssertionVerifier verifier) {
    LOG.log(Level.WARNING, "mcp-guard OBSERVES: calls that nobody vouches for are let through");
    return new AssertionGate(verifier, Mode.OBSERVE, (verdict, took) -> {}, System::nanoTime);
  }

  /** The same gate, which tells this hook and no other. */
  public AssertionGate telling(VerdictHook told) {
    return new AssertionGate(verifier, mode, told, nanoseconds);
  }

  /** The same gate by another clock. */
  AssertionGate timedBy(LongSupplier clock) {
    return new AssertionGate(verifier, mode, hook, clock);
  }

  /**
   * Judges one message, as {@link AssertionVerifier#admit} does.
   *
   * @throws AssertionRejected when the message must not be handled
   */
  public Admission admit(List<RawAssertion> tokens, byte[] body) throws AssertionRejected {
    return judge(() -> verifier.admit(tokens, body));
  }

  /**
   * Judges one line of a stdio server, as {@link AssertionVerifier#admitLine} does.
   *
   * @throws AssertionRejected when the message must not be handled
   */
  public Admission admitLine(byte[] line) throws AssertionRejected {
    return judge(() -> verifier.admitLine(line));
  }

  private interface Judgement {
    Admission admission() throws AssertionRejected;
  }

  private Admission judge(Judgement judgement) throws AssertionRejected {
    long began = nanoseconds.getAsLong();
    try {
      Admission admission = judgement.admission();
      boolean asserted = admission instanceof Asserted;
      tell(asserted ? new Verdict.Asserted() : new Verdict.WithoutUser(), began);
      return admission;
    } catch (AssertionRejected rejected) {
      return refused(rejected, began);
    }
  }

  private Admission refused(AssertionRejected rejected, long began) throws AssertionRejected {
    Reason reason = rejected.reason();
    switch (mode) {
      case ENFORCE -> {
        tell(new Verdict.Refused(reason), began);
        throw rejected;
      }
      case OBSERVE -> {
        tell(new Verdict.WouldRefuse(reason), began);
        logFirst(reason);
      }
    }
    return new Admission.Observed(reason);
  }

  private void tell(Verdict verdict, long began) {
    try {
      hook.judged(verdict, nanoseconds.getAsLong() - began);
    } catch (RuntimeException fault) {
      LOG.log(
          Level.WARNING, "a verdict hook failed, and the verdict stands: {0}", fault.toString());
    }
  }

  /** Once for each reason: who floods this server does not flood its log. */
  private void logFirst(Reason reason) {
    synchronized (logged) {
      if (!logged.add(reason)) {
        return;
      }
    }
    LOG.log(
        Level.WARNING,
        "mcp-guard OBSERVES: let through what enforcing would refuse with {0}: {1}",
        reason.code(),
        reason.says());
  }
}
