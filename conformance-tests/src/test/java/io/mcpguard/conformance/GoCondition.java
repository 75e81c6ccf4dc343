package io.mcpguard.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Decides whether the tests that need Go run. Its modules come from where no build of ours asks for
 * anything else, so that even where nothing else may be left out they may; sigstore's verifiers
 * check the same without them.
 */
final class GoCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return GoVerifier.lack()
        .map(lack -> LeftOut.everywhereForWantOf(lack, context))
        .orElseGet(() -> ConditionEvaluationResult.enabled("go is there"));
  }
}
