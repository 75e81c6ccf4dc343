package io.mcpguard.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mcpguard.jose.KeySource;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardBuilderTest {
  private static final URI RESOURCE = URI.create("https://tools.example/mcp");
  private static final KeySource NO_KEYS = id -> Optional.empty();

  @TempDir Path data;

  @Test
  void everythingThatWasLeftOutIsNamedAtOnce() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> GuardFilter.of(RESOURCE).data(data).open())
        .withMessageContainingAll("issuer:", "scope:", "user:");
  }

  @Test
  void aScopeThatNobodyDeclaredIsAProblem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> valid(RESOURCE).user("bob", "notes.wirte").open())
        .withMessageContaining("user bob: there is no scope notes.wirte");
  }

  /** RFC 8707 §2: "MUST be an absolute URI", "MUST NOT include a fragment component". */
  @Test
  void aResourceThatNoTokenCanNameIsAProblem() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> valid(URI.create("/mcp#here")).open())
        .withMessageContainingAll("http or https URL", "no fragment");
  }

  @Test
  void aGuardThatFailedToOpenHoldsNothingOpen() throws Exception {
    valid(RESOURCE).open().close();
    Path point = data.resolve("recovery-point");
    Files.write(point, new byte[] {(byte) 0xff});
    assertThatIOException().isThrownBy(() -> valid(RESOURCE).open());

    Files.delete(point);

    assertThatCode(() -> valid(RESOURCE).open().close()).doesNotThrowAnyException();
  }

  @Test
  void aGuardWhoseCloseIsInterruptedHoldsNothingOpen() throws Exception {
    GuardFilter guard = valid(RESOURCE).open();

    Thread.currentThread().interrupt();
    guard.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThatCode(() -> valid(RESOURCE).open().close()).doesNotThrowAnyException();
  }

  private GuardBuilder valid(URI resource) {
    return GuardFilter.of(resource)
        .data(data)
        .issuer(URI.create("https://idp.example"), NO_KEYS)
        .scope("notes.read", "Read notes", "read_*")
        .user("alice", "notes.read");
  }
}
