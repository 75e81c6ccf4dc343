package io.mcpguard.export;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that lines are appended to. */
class FileSinkTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void name() {
    file = folder.resolve("events.jsonl");
  }

  private Delivery take(String lines) {
    return new FileSink(file).take(lines.getBytes(UTF_8));
  }

  @Test
  void theFileIsItsOwnersAlone() throws Exception {
    assertThat(take("{}\n")).isEqualTo(new Delivery.Taken());

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
  }

  @Test
  void whatComesIsAppended() throws Exception {
    take("1\n");
    take("2\n");

    assertThat(file).hasContent("1\n2\n");
  }

  @Test
  void whoRenamesTheFileGetsANewOne() throws Exception {
    FileSink sink = new FileSink(file);
    sink.take("1\n".getBytes(UTF_8));
    Files.move(file, folder.resolve("events.jsonl.1"));
    sink.take("2\n".getBytes(UTF_8));

    assertThat(folder.resolve("events.jsonl.1")).hasContent("1\n");
    assertThat(file).hasContent("2\n");
  }

  @Test
  void aLineThatWasCutOffIsEnded() throws Exception {
    Files.writeString(file, "1\n{\"cut");
    take("2\n");

    assertThat(file).hasContent("1\n{\"cut\n2\n");
  }

  @Test
  void aFolderThatIsMissingIsAFailure() {
    file = folder.resolve("missing/events.jsonl");

    assertThat(take("1\n")).isInstanceOf(Delivery.Failed.class);
  }

  @Test
  void whatIsNoFileIsAFailure() {
    file = folder;

    assertThat(take("1\n")).isInstanceOf(Delivery.Failed.class);
  }
}
