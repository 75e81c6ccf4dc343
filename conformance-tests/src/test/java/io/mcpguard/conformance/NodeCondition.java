package io.mcpguard.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need Node run, and writes down those that do not. */
final class NodeCondition implements ExecutionCondition {
  private static final Path LEFT_OUT = NodePrograms.HOME.resolve("target/left-out.txt");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (NodePrograms.npm().isPresent()) {
      return ConditionEvaluationResult.enabled("npm is there");
    }
    if (required()) {
      throw new IllegalStateException(
          "npm is not on the PATH, and CI=true or -Dnode.required asks for the tests that need it:"
              + " install Node and npm");
    }
    String test = context.getRequiredTestClass().getSimpleName();
    if (context.getTestMethod().isEmpty()) {
      writeDown(test + ": npm is not on the PATH");
    }
    return ConditionEvaluationResult.disabled("npm is not on the PATH");
  }

  private static boolean required() {
    return "true".equals(System.getenv("CI")) || System.getProperty("node.required") != null;
  }

  static synchronized void writeDown(String line) {
    try {
      Files.createDirectories(LEFT_OUT.getParent());
      Files.writeString(
          LEFT_OUT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
