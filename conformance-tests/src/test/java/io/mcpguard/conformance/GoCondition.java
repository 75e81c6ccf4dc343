package io.mcpguard.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Runs the tests that need Go where {@code -Dgo} asks for them. Its modules come from where no
 * build of ours asks for anything else, so that the build is whole without them; sigstore's
 * verifiers check the same in each.
 */
final class GoCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (System.getProperty("go") == null) {
      return ConditionEvaluationResult.disabled("-Dgo does not ask for it");
    }
    GoVerifier.lack()
        .ifPresent(lack -> {
          throw new IllegalStateException(lack + ", and -Dgo asks for the tests that need it");
        });
    return ConditionEvaluationResult.enabled("-Dgo asks for it");
  }
}
