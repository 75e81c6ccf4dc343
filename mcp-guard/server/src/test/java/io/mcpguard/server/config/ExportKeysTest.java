package io.mcpguard.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.mcpguard.export.Form;
import io.mcpguard.server.config.ExportSettings.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the evidence goes out to, as the file says. */
class ExportKeysTest {
  private static final String GUARD =
      """
      data: data
      users: { alice: { may: [files.read] } }
      upstreams: { files: { url: "http://127.0.0.1:9/mcp", assertion: txn-token } }
      scopes: { files.read: { says: Read, tools: ["files/read_*"] } }
      """;

  @TempDir Path directory = Path.of("");

  private ConfigurationRead read(String exports) throws IOException {
    Path file = directory.resolve("guard.yaml");
    Files.writeString(directory.resolve("secret"), "canary");
    Files.writeString(file, GUARD + "exports: " + exports + "\n");
    return Configuration.read(file);
  }

  private ExportSettings one(String export) throws IOException {
    ConfigurationRead.Read read = (ConfigurationRead.Read) read("{ one: " + export + " }");
    return read.configuration().exports().values().iterator().next();
  }

  private List<String> problems(String exports) throws IOException {
    return switch (read(exports)) {
      case ConfigurationRead.Read read -> List.of();
      case ConfigurationRead.Invalid invalid ->
          invalid.problems().stream().map(Object::toString).toList();
    };
  }

  @Test
  void aFileIsWhereThePathLeadsFromTheConfiguration() throws IOException {
    assertThat(one("{ format: ocsf, to: log/events.jsonl }"))
        .isEqualTo(ExportSettings.lines(Form.OCSF, directory.resolve("log/events.jsonl")));
  }

  @Test
  void aCollectorIsAUrl() throws IOException {
    ExportSettings export =
        one(
            "{ format: otel, to: \"https://collector.example/otlp\", behind-alarm: 1m, credential:"
                + " { header: Authorization, value: \"Bearer ${file:secret}\" } }");

    assertThat(export.form()).isEqualTo(Form.OTEL);
    assertThat(export.to())
        .isEqualTo(new Target.Collector(URI.create("https://collector.example/otlp")));
    assertThat(export.credential().value().reveal()).isEqualTo("Bearer canary");
    assertThat(export.behindAlarm()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  void standardOutputIsAWord() throws IOException {
    assertThat(one("{ format: ocsf, to: stdout }").to()).isEqualTo(new Target.StandardOutput());
    assertThat(one("{ format: ocsf, to: ./stdout }").to())
        .isEqualTo(new Target.Lines(directory.resolve("stdout")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{ to: a }|exports.one.format: is missing",
        "{ format: ocsf }|exports.one.to: is missing",
        "{ format: xml, to: a }|exports.one.format: must be one of `ocsf`, `otel`",
        "{ format: ocsf, to: 'ftp://h/a' }|exports.one.to: must be an `http` or `https` URL",
        "{ format: ocsf, to: 'http://h.example' }|exports.one.to: http://h.example is plain HTTP",
        "{ format: ocsf, to: 'https://h.example/?a=b' }|exports.one.to: must have no query",
        "{ format: ocsf, to: 'https://u:p@h.example' }|exports.one.to: must be an `http`",
        "{ format: ocsf, to: a, behind-alarm: 9s }|exports.one.behind-alarm: must be from 10s",
        "{ format: ocsf, to: a, behind-alarm: 8d }|exports.one.behind-alarm: must be from 10s",
        "{ format: ocsf, to: a, arguments: true }|exports.one.arguments: "
      })
  void aFaultIsNamedByItsKey(String export, String problem) throws IOException {
    assertThat(problems("{ one: " + export + " }")).singleElement().asString().startsWith(problem);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10s", "7d"})
  void anAlarmIsFromTenSecondsToAWeek(String alarm) throws IOException {
    assertThat(problems("{ one: { format: ocsf, to: a, behind-alarm: " + alarm + " } }")).isEmpty();
  }

  @Test
  void plainHttpIsForLoopbackAlone() throws IOException {
    assertThat(problems("{ one: { format: otel, to: \"http://127.0.0.1:4318\" } }")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"stdout", "events.jsonl"})
  void linesOfTwoExportsAreNotInOnePlace(String to) throws IOException {
    assertThat(
            problems(
                "{ one: { format: ocsf, to: TO }, two: { format: otel, to: TO } }"
                    .replace("TO", to)))
        .containsExactly("exports.two.to: is where exports.one goes; name another file");
  }

  @Test
  void aCredentialIsForACollector() throws IOException {
    assertThat(
            problems(
                "{ one: { format: ocsf, to: a, credential: { header: X, value: \"${file:secret}\" }"
                    + " } }"))
        .containsExactly("exports.one.credential: is for a collector; remove it");
  }

  @Test
  void aCredentialIsNoHeaderOfTheGuardsOwn() throws IOException {
    assertThat(
            problems(
                "{ one: { format: ocsf, to: \"https://h.example\", credential: { header:"
                    + " Content-Type, value: \"${file:secret}\" } } }"))
        .singleElement()
        .asString()
        .startsWith("exports.one.credential.header: is set by the guard itself");
  }

  @ParameterizedTest
  @CsvSource({"16,0", "17,1"})
  void thereAreSixteenAtMost(int exports, int faults) throws IOException {
    String all =
        IntStream.range(0, exports)
            .mapToObj(i -> "e" + i + ": { format: ocsf, to: f" + i + " }")
            .collect(Collectors.joining(", ", "{ ", " }"));

    assertThat(problems(all)).hasSize(faults);
  }

  @Test
  void theBuilderCanSayIt() {
    ConfigurationRead read =
        Configuration.builder(directory)
            .export("one", ExportSettings.collector(Form.OTEL, URI.create("http://h.example")))
            .build();

    assertThat(((ConfigurationRead.Invalid) read).problems())
        .extracting(Object::toString)
        .anyMatch(problem -> problem.startsWith("exports.one.to: http://h.example is plain HTTP"));
  }
}
