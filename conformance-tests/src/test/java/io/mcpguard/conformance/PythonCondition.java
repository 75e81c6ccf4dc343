package io.mcpguard.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need Python run. */
final class PythonCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return PythonPrograms.python().isPresent()
        ? ConditionEvaluationResult.enabled("Python is there")
        : LeftOut.forWantOf("no python3 on the PATH has jwcrypto", context);
  }
}
