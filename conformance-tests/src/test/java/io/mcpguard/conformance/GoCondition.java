package io.mcpguard.conformance;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need Go run, and writes down those that do not. */
final class GoCondition implements ExecutionCondition {
  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (GoVerifier.go().isPresent()) {
      return ConditionEvaluationResult.enabled("go is there");
    }
    if (required()) {
      throw new IllegalStateException(
          "go is not on the PATH, and CI=true or -Dgo.required asks for the tests that need it:"
              + " install Go");
    }
    String test = context.getRequiredTestClass().getSimpleName();
    if (context.getTestMethod().isEmpty()) {
      NodeCondition.writeDown(test + ": go is not on the PATH");
    }
    return ConditionEvaluationResult.disabled("go is not on the PATH");
  }

  private static boolean required() {
    return "true".equals(System.getenv("CI")) || System.getProperty("go.required") != null;
  }
}
