package io.mcpguard.examples.springboot;

import io.mcpguard.assertion.Verdict;
import io.mcpguard.assertion.VerdictHook;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts verdicts by what they are; a real server gives them to its metrics. */
final class VerdictCounts implements VerdictHook {
  private final Map<Verdict, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public void judged(Verdict verdict, long nanoseconds) {
    counts.computeIfAbsent(verdict, fresh -> new LongAdder()).increment();
  }

  long of(Verdict verdict) {
    return counts.getOrDefault(verdict, new LongAdder()).sum();
  }
}
