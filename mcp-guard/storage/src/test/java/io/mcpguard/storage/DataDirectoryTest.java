package io.mcpguard.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only this user gets into a data directory, whoever made it. */
class DataDirectoryTest {
  @TempDir Path parent = Path.of("");

  @Test
  void aDirectoryThatIsMadeIsThisUsersAlone() throws IOException {
    assertThat(modeOnceTaken(parent.resolve("data"))).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-xr-x", "rwxrwxrwx", "rwx--x---", "rwx------"})
  void oneThatWasThereIsClosedToOthers(String mode) throws IOException {
    assertThat(modeOnceTaken(made(mode))).isEqualTo("rwx------");
  }

  @Test
  void oneBehindALinkIsClosedToOthers() throws IOException {
    Path link = Files.createSymbolicLink(parent.resolve("link"), made("rwxr-xr-x"));

    assertThat(modeOnceTaken(link)).isEqualTo("rwx------");
  }

  // Nobody may set a mode in /proc: the root user of a test is refused there as others are
  // elsewhere.
  @Test
  @EnabledOnOs(OS.LINUX)
  void oneWhoseModeCannotBeSetIsRefused() {
    assertThatThrownBy(() -> DataDirectory.take(Path.of("/proc/self/fdinfo")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("change its owner");
  }

  private Path made(String mode) throws IOException {
    Path directory = Files.createDirectory(parent.resolve("data"));
    return Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));
  }

  private static String modeOnceTaken(Path directory) throws IOException {
    try (DataDirectory taken = DataDirectory.take(directory)) {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(taken.path()));
    }
  }
}
