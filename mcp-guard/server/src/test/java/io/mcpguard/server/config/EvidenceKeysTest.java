package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.ledger.Cosigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the ledger is named and who witnesses it, as the file says. */
class EvidenceKeysTest {
  private static final String KEY =
      Cosigner.generate("witness.example/w1", new SecureRandom()).key().toString();
  private static final String GUARD =
      """
      data: data
      users: { alice: { may: [files.read] } }
      upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      """;

  @TempDir Path directory = Path.of("");

  private ConfigurationRead read(String evidence) throws IOException {
    Path file = directory.resolve("guard.yaml");
    Files.writeString(file, GUARD + "evidence: " + evidence.replace("KEY", KEY) + "\n");
    return Configuration.read(file);
  }

  private List<String> problems(String evidence) throws IOException {
    return switch (read(evidence)) {
      case ConfigurationRead.Read read -> List.of();
      case ConfigurationRead.Invalid invalid ->
          invalid.problems().stream().map(Object::toString).toList();
    };
  }

  @Test
  void nobodyWitnessesWhereNothingIsSaid() throws IOException {
    assertThat(((ConfigurationRead.Read) read("{}")).configuration().evidence())
        .isEqualTo(EvidenceSettings.unwitnessed());
  }

  @Test
  void aWitnessHasAUrlAndAKey() throws IOException {
    EvidenceSettings evidence =
        ((ConfigurationRead.Read)
                read(
                    "{ origin: guard.example/audit/acme, unwitnessed-alarm: 5m,"
                        + " witnesses: [{ url: \"https://w.example/one\", key: \"KEY\" }] }"))
            .configuration()
            .evidence();

    assertThat(evidence.origin()).isEqualTo("guard.example/audit/acme");
    assertThat(evidence.unwitnessedAlarm()).isEqualTo(Duration.ofMinutes(5));
    assertThat(evidence.witnesses()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a b\"", "\"a+b\"", "\"a\\\"b\"", "/a"})
  void anOriginIsOneWord(String origin) throws IOException {
    assertThat(problems("{ origin: " + origin + " }"))
        .singleElement()
        .asString()
        .startsWith("evidence.origin: must be a name");
  }

  @ParameterizedTest
  @CsvSource({"9s,1", "10s,0", "7d,0", "8d,1"})
  void anAlarmIsFromTenSecondsToAWeek(String alarm, int faults) throws IOException {
    assertThat(
            problems(
                "{ unwitnessed-alarm: "
                    + alarm
                    + ", witnesses: [{ url: \"https://w.example\", key: \"KEY\" }] }"))
        .hasSize(faults);
  }

  @Test
  void anAlarmThatNobodyCanRingIsUnused() throws IOException {
    assertThat(problems("{ unwitnessed-alarm: 5m }"))
        .containsExactly("evidence.unwitnessed-alarm: is unused; name witnesses, or remove it");
  }

  @Test
  void aWitnessBeyondLoopbackIsAskedByHttps() throws IOException {
    assertThat(problems("{ witnesses: [{ url: \"http://w.example\", key: \"KEY\" }] }"))
        .singleElement()
        .asString()
        .startsWith("evidence.witnesses[0].url")
        .contains("use https");
    assertThat(problems("{ witnesses: [{ url: \"http://127.0.0.1:8933\", key: \"KEY\" }] }"))
        .isEmpty();
  }

  @Test
  void aWitnessIsNamedOnce() throws IOException {
    assertThat(
            problems(
                "{ witnesses: [{ url: \"https://w.example\", key: \"KEY\" },"
                    + " { url: \"https://v.example\", key: \"KEY\" }] }"))
        .singleElement()
        .asString()
        .startsWith("evidence.witnesses[1].key");
  }

  @Test
  void aKeyIsACosigners() throws IOException {
    assertThat(
            problems(
                "{ witnesses: [{ url: \"https://w.example\", key:"
                    + " \"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\" }]"
                    + " }"))
        .singleElement()
        .asString()
        .startsWith("evidence.witnesses[0].key: must be a witness's key");
  }
}
