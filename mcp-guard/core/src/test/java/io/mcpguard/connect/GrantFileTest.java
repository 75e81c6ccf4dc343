package io.mcpguard.connect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mcpguard.http.Destination;
import io.mcpguard.jose.ProofSigner;
import io.mcpguard.oauth.Scopes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a login, and who may see it. */
class GrantFileTest {
  private static final Destination ENDPOINT =
      new Destination(true, "guard.example", 443, "/mcp/files");

  @TempDir private Path folder;
  private final SecureRandom random = new SecureRandom();
  private Path directory;
  private GrantFile file;

  @BeforeEach
  void open() throws Exception {
    directory = folder.resolve("state/mcp-guard");
    file = GrantFile.of(directory, ENDPOINT, random);
  }

  @Test
  void aGrantComesBackAsItWas() throws Exception {
    Grant grant = grant(new Grant.Binding.Key(ProofSigner.fresh(random)));
    file.write(grant);

    Grant read = file.read().orElseThrow();

    assertThat(read.tokens()).isEqualTo(grant.tokens());
    assertThat(read.issuer()).isEqualTo(grant.issuer());
    assertThat(read.signer().orElseThrow().thumbprint())
        .isEqualTo(grant.signer().orElseThrow().thumbprint());
  }

  @Test
  void aGrantWithoutKeyComesBackWithoutOne() throws Exception {
    file.write(grant(new Grant.Binding.None()));

    assertThat(file.read().orElseThrow().signer()).isEmpty();
  }

  @Test
  void nobodyElseMayReadIt() throws Exception {
    file.write(grant(new Grant.Binding.None()));
    file.lock(Duration.ZERO).close();

    assertThat(modes(directory)).hasSize(2).containsOnly("rw-------");
    assertThat(mode(directory)).isEqualTo("rwx------");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void aFileThatOthersMayUseIsRefusedWithTheRemedy(String mode) throws Exception {
    file.write(grant(new Grant.Binding.None()));
    Path written = only(directory);
    Files.setPosixFilePermissions(written, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(file::read)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(written.toString())
        .hasMessageContaining("chmod go=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rwxr-x---", "rwx--x---", "rwx----w-"})
  void aDirectoryThatOthersMayUseIsRefusedWithTheRemedy(String mode) throws Exception {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString(mode));

    assertThatThrownBy(() -> GrantFile.of(directory, ENDPOINT, random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod go=");
  }

  @Test
  void aLinkIsNotFollowed() throws Exception {
    file.write(grant(new Grant.Binding.None()));
    Path written = only(directory);
    Path elsewhere = Files.move(written, folder.resolve("elsewhere"));
    Files.createSymbolicLink(written, elsewhere);

    assertThatThrownBy(file::read).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "[]", "{\"v\":2}", "{\"v\":1,\"key\":{}}", "{\"v\":1"})
  void whatIsNoGrantIsNone(String text) throws Exception {
    file.write(grant(new Grant.Binding.None()));
    Files.writeString(only(directory), text);

    assertThat(file.read()).isEmpty();
  }

  @Test
  void anotherServerHasAnotherFile() throws Exception {
    file.write(grant(new Grant.Binding.None()));

    GrantFile other = GrantFile.of(directory, ENDPOINT.at("/mcp/other"), random);

    assertThat(other.read()).isEmpty();
  }

  @Test
  void aLockIsHeldByOneAtATime() throws Exception {
    GrantLock held = file.lock(Duration.ZERO);

    assertThatThrownBy(() -> file.lock(Duration.ZERO)).isInstanceOf(IOException.class);
    held.close();
    file.lock(Duration.ZERO).close();
  }

  @Test
  void aGrantDoesNotPrintItsTokens() {
    assertThat(grant(new Grant.Binding.None()).toString()).doesNotContain("secret");
  }

  private static Grant grant(Grant.Binding binding) {
    return new Grant(
        ENDPOINT.url(),
        ENDPOINT.url(),
        "https://issuer.example",
        "https://issuer.example/token",
        "client",
        binding,
        new Issued(
            "secret-access",
            "secret-refresh",
            Instant.parse("2026-11-26T12:00:00Z"),
            Scopes.of("a", "b")));
  }

  private static Path only(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static List<String> modes(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> all = files.toList();
      List<String> modes = new ArrayList<>();
      for (Path file : all) {
        modes.add(mode(file));
      }
      return modes;
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
