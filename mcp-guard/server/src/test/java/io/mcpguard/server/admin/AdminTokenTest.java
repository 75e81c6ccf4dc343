package io.mcpguard.server.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bearer token of the admin port and its file. */
class AdminTokenTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("admin-token");
  }

  private AdminToken open() throws IOException {
    return AdminToken.open(file(), new SecureRandom());
  }

  private void holds(String text) throws IOException {
    Files.createFile(
        file(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(file(), text);
  }

  @Test
  void theTokenIsKeptForItsOwnerAlone() throws Exception {
    AdminToken token = open();
    String kept = Files.readString(file()).strip();

    assertThat(token.isIn(List.of("Bearer " + kept))).isTrue();
    assertThat(open().isIn(List.of("Bearer " + kept))).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "short", "==========================================="})
  void aFileWithoutATokenIsRefused(String text) throws Exception {
    holds(text);

    assertThatThrownBy(this::open).hasMessageContaining("holds no admin token; remove it");
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws Exception {
    holds("A".repeat(43));
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(this::open).hasMessageContaining("set its mode to 0600");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer ", "Bearer wrong", "Basic wrong"})
  void anotherTokenIsNotThisOne(String shown) throws Exception {
    assertThat(open().isIn(List.of(shown))).isFalse();
  }

  @Test
  void theTokenShownTwiceIsNotTaken() throws Exception {
    AdminToken token = open();
    String shown = "Bearer " + Files.readString(file()).strip();

    assertThat(token.isIn(List.of(shown, shown))).isFalse();
    assertThat(token.isIn(List.of())).isFalse();
  }
}
