package io.mcpguard.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need Node run. */
final class NodeCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return NodePrograms.npm().isPresent()
        ? ConditionEvaluationResult.enabled("npm is there")
        : LeftOut.forWantOf("npm is not on the PATH", context);
  }
}
