package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.testkit.Json;
import java.nio.file.Files;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of the tests are pinned: exact versions and checksums, from whatever registry. */
class LockFilesTest {

  @ParameterizedTest
  @ValueSource(strings = {"node", "programs", "../examples/verifiers/javascript"})
  void aLockFileNamesNoRegistry(String folder) throws Exception {
    assertThat(read(folder, "package-lock.json").toString()).doesNotContain("\"resolved\":\"http");
  }

  @ParameterizedTest
  @ValueSource(strings = {"node", "programs", "../examples/verifiers/javascript"})
  void everyVersionIsExact(String folder) throws Exception {
    assertThat(read(folder, "package.json").path("dependencies"))
        .allSatisfy(version ->
            assertThat(version.asText()).matches("(npm:@?[a-z/-]+@)?\\d+\\.\\d+\\.\\d+.*"));
  }

  private static JsonNode read(String folder, String file) throws Exception {
    return Json.read(Files.readString(NodePrograms.HOME.resolve(folder).resolve(file)));
  }
}
