package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.conformance.Document.Block;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every YAML block of the documents is accepted, and every shell block is one that is run. */
class DocumentedCommandsTest {
  private static final String BUILD = "mvn verify";

  @TempDir private Path folder;

  /**
   * The whole configurations are read as {@code check} reads them; a block of rules is read as the
   * policy of the configuration before it in the same document. The blocks of docs/policy.md are
   * parts of files; {@code PolicyDocumentTest} runs each of them.
   */
  @TestFactory
  Stream<DynamicTest> everyDocumentsConfigurationIsAccepted() throws IOException {
    return Document.all().stream()
        .filter(document -> !document.blocks("yaml").isEmpty())
        .filter(document -> !document.file().endsWith("docs/policy.md"))
        .map(document ->
            DynamicTest.dynamicTest(document.toString(), () -> accepted(document.blocks("yaml"))));
  }

  @Test
  void everyExampleConfigurationIsAccepted() throws IOException {
    Path example = Document.REPOSITORY.resolve("examples/hosts/guard.yaml");

    assertThat(Configuration.read(example)).isInstanceOf(ConfigurationRead.Read.class);
  }

  @Test
  void theDocumentedBuildIsTheOneThatDecidesWhetherAChangeLands() throws IOException {
    List<String> run = Files.readAllLines(Document.REPOSITORY.resolve(".ci/run"));

    assertThat(run)
        .filteredOn(line -> line.startsWith("mvn "))
        .extracting(line -> line.replaceAll(" --?[a-z-]+", ""))
        .contains(BUILD);
  }

  private void accepted(List<Block> blocks) throws IOException {
    Path file = folder.resolve("guard.yaml");
    for (Block block : blocks) {
      String name = block.text().startsWith("rules:") ? "policy.yaml" : "guard.yaml";
      Files.writeString(folder.resolve(name), block.text());
    }

    assertThat(Configuration.read(file)).isInstanceOf(ConfigurationRead.Read.class);
  }
}
