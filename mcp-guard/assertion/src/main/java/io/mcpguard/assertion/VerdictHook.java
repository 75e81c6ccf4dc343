package io.mcpguard.assertion;

/** Is told of every verdict, on the thread of the call: for counters and histograms. */
@FunctionalInterface
public interface VerdictHook {

  /**
   * One message was judged. What this throws is logged and changes no verdict.
   *
   * @param nanoseconds the judgement took, single use included
   */
  void judged(Verdict verdict, long nanoseconds);
}
