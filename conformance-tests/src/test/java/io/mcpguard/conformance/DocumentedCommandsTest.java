package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.conformance.Document.Block;
import io.mcpguard.server.config.Configuration;
import io.mcpguard.server.config.ConfigurationRead;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every shell block of the documents is run, and every YAML block is read. */
class DocumentedCommandsTest {
  private static final Set<String> LANGUAGES = Set.of("sh", "yaml", "json", "java");

  @TempDir private Path folder;

  /** {@code Newcomer} says what runs each line, and fails at one that nothing runs. */
  @TestFactory
  Stream<DynamicTest> whoFollowsADocumentGetsThere() throws IOException {
    return Document.all().stream()
        .filter(document -> !document.blocks("sh").isEmpty())
        .map(document -> DynamicTest.dynamicTest(document.toString(), () -> follow(document)));
  }

  @Test
  void everyBlockIsOfALanguageThatATestReads() throws IOException {
    assertThat(Document.all().stream().flatMap(document -> document.blocks().stream()))
        .isNotEmpty()
        .allSatisfy(block -> assertThat(LANGUAGES).as(block.toString()).contains(block.language()));
  }

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

  private void follow(Document document) throws Exception {
    Path here = Files.createTempDirectory(folder, "n");
    try (Newcomer newcomer = new Newcomer(here)) {
      for (Block block : document.blocks()) {
        newcomer.take(block);
      }
    }
  }

  private void accepted(List<Block> blocks) throws IOException {
    Path file = folder.resolve("guard.yaml");
    for (Block block : blocks) {
      Files.writeString(folder.resolve(Newcomer.fileOf(block)), block.text());
    }

    assertThat(Configuration.read(file)).isInstanceOf(ConfigurationRead.Read.class);
  }
}
