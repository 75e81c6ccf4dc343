package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document, or part of one, that is made from something else. */
final class Generated {
  private Generated() {}

  /** The file must be {@code text}; with {@code -Ddocs=write} it becomes that first. */
  static void hold(Path file, String text) throws IOException {
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(file, text);
    }
    assertThat(file).as("run with -Ddocs=write").content().isEqualTo(text);
  }

  /** The same of a document that says when it was written. */
  static void holdButForTheDate(Path file, String text) throws IOException {
    if ("write".equals(System.getProperty("docs"))) {
      Files.writeString(file, text);
    }
    assertThat(undated(Files.readString(file)))
        .as("run with -Ddocs=write")
        .isEqualTo(undated(text));
  }

  private static String undated(String text) {
    return text.replaceAll("\\d{4}-\\d\\d-\\d\\d\\.", "DATE.");
  }
}
