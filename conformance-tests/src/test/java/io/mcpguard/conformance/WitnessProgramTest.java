package io.mcpguard.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mcpguard.ledger.LogKeyFile;
import io.mcpguard.ledger.VerifierKey;
import io.mcpguard.testkit.EchoToolServer;
import io.mcpguard.testkit.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * "{@code mcp-guard witness} is one, so two guards can witness each other": two guards and the
 * witness beside each of them, all of them programs.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WitnessProgramTest {
  private static final Duration START = Duration.ofMinutes(2);

  @TempDir private static Path folder;
  private final EchoToolServer upstream = EchoToolServer.start();
  private Witness besideA;
  private Witness besideB;
  private Guard a;
  private Guard b;

  private record Witness(Child program, String url, String key) {}

  @BeforeAll
  void start() throws Exception {
    besideA = witness("beside-a", keyOf("b"));
    besideB = witness("beside-b", keyOf("a"));
    a = guard("a", besideB);
    b = guard("b", besideA);
  }

  @AfterAll
  void stop() throws IOException {
    try (upstream) {
      a.close();
      b.close();
      besideA.program().close();
      besideB.program().close();
    }
  }

  private static Path folderOf(String guard) throws IOException {
    return Files.createDirectories(folder.resolve(guard));
  }

  /** The key of a guard's ledger, made before its first start. */
  private static VerifierKey keyOf(String guard) throws IOException {
    Path data = Files.createDirectories(folderOf(guard).resolve("data"));
    return new LogKeyFile(data.resolve("keys/log"), guard + ".example/audit", new SecureRandom())
        .open(data.resolve("ledger"))
        .verifier();
  }

  private static Witness witness(String name, VerifierKey log) throws Exception {
    List<String> command =
        Guard.program(
            "witness",
            "--json",
            "--data",
            folder.resolve(name).toString(),
            "--name",
            name + ".example/w",
            "--log",
            log.toString(),
            "--listen",
            "127.0.0.1:0");
    Child program = Child.start(command, folder, Map.of());
    String said =
        Waiting.until(
            program, START, () -> program.lines().filter(line -> line.startsWith("{")).findFirst());
    JsonNode row = Json.read(said).findParent("listens");
    return new Witness(program, row.path("listens").asText(), row.path("key").asText());
  }

  private Guard guard(String name, Witness witness) throws Exception {
    return Guard.serving(
        folderOf(name),
        EchoGuard.configuration(upstream)
            + "evidence: { origin: %s.example/audit, unwitnessed-alarm: 10s,".formatted(name)
            + " witnesses: [{ url: \"%s\", key: \"%s\" }] }\n"
                .formatted(witness.url(), witness.key()));
  }

  private static void call(Guard guard) throws Exception {
    String token = guard.login("echo", "echo.use").access();
    assertThat(guard.client("echo", token).call("echo", "{\"text\":\"x\"}").text()).isEqualTo("x");
  }

  @Test
  void eachCosignsTheOther() throws Exception {
    call(a);
    call(b);

    assertThat(a.awaitSaid("cosigns this ledger")).contains("beside-b.example/w");
    assertThat(b.awaitSaid("cosigns this ledger")).contains("beside-a.example/w");
    assertThat(a.ledger().resolve("cosigned")).isNotEmptyDirectory();
    assertThat(b.ledger().resolve("cosigned")).isNotEmptyDirectory();
  }

  @Test
  void ofAWitnessThatIsGoneTheGuardsDoctorKnows() throws Exception {
    a.awaitSaid("cosigns this ledger");
    besideB.program().kill();
    call(a);

    a.awaitSaid("has not cosigned since");
    Finished doctor = a.run("doctor");

    assertThat(doctor.exit()).as(doctor.said()).isEqualTo(1);
    assertThat(doctor.out()).contains("a witness does not cosign its ledger");
    assertThat(b.run("doctor").out()).doesNotContain("does not cosign");
  }
}
