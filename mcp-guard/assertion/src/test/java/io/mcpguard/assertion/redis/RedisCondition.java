package io.mcpguard.assertion.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need a Redis or Valkey run, and writes down those that do not. */
final class RedisCondition implements ExecutionCondition {
  private static final String MISSING = "neither valkey-server nor redis-server is on the PATH";
  private static final Path LEFT_OUT =
      Path.of(System.getProperty("basedir", "")).resolve("target/left-out.txt");

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    if (RedisServer.program().isPresent()) {
      return ConditionEvaluationResult.enabled("a server is there");
    }
    if ("true".equals(System.getenv("CI"))) {
      throw new IllegalStateException(MISSING + ", and CI=true asks for its tests: install one");
    }
    if (context.getTestMethod().isEmpty()) {
      writeDown(context.getRequiredTestClass().getSimpleName() + ": " + MISSING);
    }
    return ConditionEvaluationResult.disabled(MISSING);
  }

  private static synchronized void writeDown(String line) {
    try {
      Files.createDirectories(LEFT_OUT.getParent());
      Files.writeString(
          LEFT_OUT, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
