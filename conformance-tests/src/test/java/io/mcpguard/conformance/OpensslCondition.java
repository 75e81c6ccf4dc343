package io.mcpguard.conformance;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Decides whether the tests that need OpenSSL and jq run. */
final class OpensslCondition implements ExecutionCondition {

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return Stream.of("openssl", "jq")
        .filter(program -> !isThere(program))
        .findFirst()
        .map(program -> LeftOut.forWantOf(program + " is not on the PATH", context))
        .orElseGet(() -> ConditionEvaluationResult.enabled("openssl and jq are there"));
  }

  private static boolean isThere(String program) {
    String path = System.getenv().getOrDefault("PATH", "");
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
