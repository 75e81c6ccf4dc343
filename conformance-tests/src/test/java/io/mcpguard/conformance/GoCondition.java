package io.mcpguard.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need Go run. */
final class GoCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return GoVerifier.go().isPresent()
        ? ConditionEvaluationResult.enabled("go is there")
        : LeftOut.forWantOf("go is not on the PATH", context);
  }
}
