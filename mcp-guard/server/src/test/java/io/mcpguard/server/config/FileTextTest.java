package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FileTextTest {
  @TempDir Path directory = Path.of("");

  private FileText of(byte... bytes) throws IOException {
    return FileText.of(Files.write(directory.resolve("file"), bytes), 3);
  }

  @Test
  void aFileIsReadUpToItsMost() throws IOException {
    assertThat(of((byte) 'a', (byte) 'b', (byte) 'c')).isEqualTo(new FileText.Whole("abc"));
    assertThat(of((byte) 'a', (byte) 'b', (byte) 'c', (byte) 'd'))
        .isEqualTo(new FileText.TooLarge());
  }

  @Test
  void whatIsNoTextOrNoFileIsUnreadable() throws IOException {
    assertThat(of((byte) 0xff)).isEqualTo(new FileText.Unreadable());
    assertThat(FileText.of(directory, 3)).isEqualTo(new FileText.Unreadable());
    assertThat(FileText.of(directory.resolve("none"), 3)).isEqualTo(new FileText.Unreadable());
  }

  /** It says that its size is 0, and has no end. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceIsReadNoFurther() {
    assertThat(FileText.of(Path.of("/dev/zero"), 3)).isEqualTo(new FileText.TooLarge());
  }
}
