package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What is committed under docs/ is what the code says; {@code -Ddocs=write} rewrites it. */
class ReferenceTest {
  private static final Path DOCS = Path.of("..", "..", "docs");

  @Test
  void theReferenceIsWhatTheCodeReads() throws IOException {
    assertThat(committed("configuration.md", Reference.markdown())).isEqualTo(Reference.markdown());
  }

  @Test
  void theSchemaIsWhatTheCodeReads() throws IOException {
    assertThat(committed("configuration.schema.json", Reference.schema()))
        .isEqualTo(Reference.schema());
  }

  private static String committed(String name, String generated) throws IOException {
    Path file = DOCS.resolve(name);
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(file, generated);
    }
    return Files.readString(file);
  }
}
