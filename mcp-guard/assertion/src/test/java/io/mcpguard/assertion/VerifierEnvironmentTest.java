package io.mcpguard.assertion;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifierEnvironmentTest {
  private static final String OTHER_KEYS =
      Fixture.KEYS.replace("\"kid\":\"es\"", "\"kid\":\"old\"");

  @TempDir private Path folder;

  @Test
  void aLineWithItsAssertionIsAdmitted() throws IOException, AssertionRejected {
    Path keys = Files.writeString(folder.resolve("jwks.json"), Fixture.KEYS);
    AssertionVerifier verifier = VerifierEnvironment.verifier(environment(keys), Fixture.CLOCK);

    Admission admission = verifier.admitLine(line().getBytes(UTF_8));

    assertThat(admission).isInstanceOf(Admission.Asserted.class);
  }

  @Test
  void aLineWithoutAssertionIsRefused() throws IOException {
    Path keys = Files.writeString(folder.resolve("jwks.json"), Fixture.KEYS);
    AssertionVerifier verifier = VerifierEnvironment.verifier(environment(keys), Fixture.CLOCK);

    assertThatThrownBy(() -> verifier.admitLine(Fixture.PAY.getBytes(UTF_8)))
        .hasMessageContaining("through the guard");
  }

  @Test
  void everyMissingVariableIsNamed() {
    assertThatThrownBy(
            () -> VerifierEnvironment.verifier(Map.of("MCP_GUARD_SERVER", "x"), Fixture.CLOCK))
        .hasMessageContaining("MCP_GUARD_TRUST_DOMAIN, MCP_GUARD_ISSUER, MCP_GUARD_JWKS_FILE");
  }

  @Test
  void aKeyFileThatIsNotThereIsNamed() {
    Map<String, String> environment = environment(folder.resolve("none"));

    assertThatThrownBy(() -> VerifierEnvironment.verifier(environment, Fixture.CLOCK))
        .isInstanceOf(UncheckedIOException.class);
  }

  @Test
  void aRotatedKeyIsFoundWithoutARestart() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Fixture.NOW);
    Path file = Files.writeString(folder.resolve("jwks.json"), OTHER_KEYS);
    KeyFile keys = new KeyFile(file, now::get);
    Files.writeString(file, Fixture.KEYS);

    now.set(Fixture.NOW.plusSeconds(1));

    assertThat(keys.find("es")).isPresent();
  }

  @Test
  void aKeyTakenOutOfTheFileVerifiesNoMoreAfterASecond() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Fixture.NOW);
    Path file = Files.writeString(folder.resolve("jwks.json"), Fixture.KEYS);
    KeyFile keys = new KeyFile(file, now::get);
    Files.writeString(file, OTHER_KEYS);

    now.set(Fixture.NOW.plusSeconds(1));

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void aKeyTakenOutIsMissedEvenWhenTheClockWasSetBack() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Fixture.NOW);
    Path file = Files.writeString(folder.resolve("jwks.json"), Fixture.KEYS);
    KeyFile keys = new KeyFile(file, now::get);
    Files.writeString(file, OTHER_KEYS);

    now.set(Fixture.NOW.minusSeconds(3600));

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void withinASecondTheFileIsNotReadAgain() throws IOException {
    InstantSource clock = Fixture.CLOCK;
    Path file = Files.writeString(folder.resolve("jwks.json"), OTHER_KEYS);
    KeyFile keys = new KeyFile(file, clock);
    Files.writeString(file, Fixture.KEYS);

    assertThat(keys.find("es")).isEmpty();
  }

  @Test
  void aFileOfOneMebibyteIsReadAndALargerOneIsNot() throws IOException {
    String largest = Fixture.KEYS + " ".repeat((1 << 20) - Fixture.KEYS.length());
    Path file = Files.writeString(folder.resolve("jwks.json"), largest);
    Path larger = Files.writeString(folder.resolve("larger.json"), largest + " ");

    assertThat(new KeyFile(file, Fixture.CLOCK).find("es")).isPresent();
    assertThatThrownBy(() -> new KeyFile(larger, Fixture.CLOCK))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("larger than 1 MiB");
  }

  @Test
  void aFileThatTurnedUnreadableLeavesTheKnownKeys() throws IOException {
    AtomicReference<Instant> now = new AtomicReference<>(Fixture.NOW);
    Path file = Files.writeString(folder.resolve("jwks.json"), Fixture.KEYS);
    KeyFile keys = new KeyFile(file, now::get);
    Files.writeString(file, "gone");
    now.set(Fixture.NOW.plusSeconds(9));

    assertThat(keys.find("other")).isEmpty();
    assertThat(keys.find("es")).isPresent();
  }

  /** The token is over params without their _meta, so it can stand in there. */
  private static String line() {
    return Fixture.PAY.replace(
        "\"progressToken\":1", "\"io.mcpguard/txn-token\":\"" + Fixture.token(Fixture.PAY) + "\"");
  }

  private Map<String, String> environment(Path keys) {
    return Map.of(
        "MCP_GUARD_SERVER", Fixture.SERVER,
        "MCP_GUARD_TRUST_DOMAIN", Fixture.DOMAIN,
        "MCP_GUARD_ISSUER", Fixture.ISSUER,
        "MCP_GUARD_JWKS_FILE", keys.toString());
  }
}
