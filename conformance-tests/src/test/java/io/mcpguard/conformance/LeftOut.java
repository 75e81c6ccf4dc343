package io.mcpguard.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests that did not run for want of a tool; the build names them in its last words. */
final class LeftOut {
  private static final Path LIST = NodePrograms.HOME.resolve("target/left-out.txt");

  private LeftOut() {}

  /**
   * Leaves a test out and writes it down.
   *
   * @param missing what is not there, such as {@code npm is not on the PATH}
   * @throws IllegalStateException where {@code CI=true} or {@code -Dnode.required} wants all tests
   */
  static ConditionEvaluationResult forWantOf(String missing, ExtensionContext context) {
    if ("true".equals(System.getenv("CI")) || System.getProperty("node.required") != null) {
      throw new IllegalStateException(
          missing + ", and CI=true or -Dnode.required asks for the tests that need it: install it");
    }
    if (context.getTestMethod().isEmpty()) {
      writeDown(context.getRequiredTestClass().getSimpleName() + ": " + missing);
    }
    return ConditionEvaluationResult.disabled(missing);
  }

  private static synchronized void writeDown(String line) {
    try {
      Files.createDirectories(LIST.getParent());
      Files.writeString(LIST, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
