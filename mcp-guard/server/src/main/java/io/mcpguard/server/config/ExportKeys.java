package io.mcpguard.server.config;

import io.mcpguard.export.Form;
import io.mcpguard.server.config.ExportSettings.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The keys of an export. */
final class ExportKeys {
  static final Duration BEHIND_ALARM = Duration.ofMinutes(10);

  private static final String STANDARD_OUTPUT = "stdout";
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,31}");

  /** What is written says which of the three it is. */
  private static final Kind<Target> TARGET =
      new Kind<>() {
        @Override
        public Optional<Target> read(Node node, String path, Reading reading) {
          String text = node instanceof Node.Scalar scalar ? scalar.text() : "";
          if (text.equals(STANDARD_OUTPUT)) {
            return Optional.of(new Target.StandardOutput());
          }
          return text.matches("[a-z]+://.*")
              ? Kinds.URL.read(node, path, reading).map(Target.Collector::new)
              : Kinds.path().read(node, path, reading).map(Target.Lines::new);
        }

        @Override
        public String words() {
          return "a file's path, the `http` or `https` URL of a collector, or `stdout`";
        }

        @Override
        public Map<String, Object> schema() {
          return Kinds.TEXT.schema();
        }
      };

  private static final Key<Form> FORMAT =
      Key.of(
          "format",
          Groups.oneOf(Map.of("ocsf", Form.OCSF, "otel", Form.OTEL), Map.of()),
          "`ocsf`: an event for each leaf; `otel`: a span for each call that has ended");
  private static final Key<Target> TO =
      Key.of(
          "to",
          TARGET,
          "where it goes; a collector takes OTLP over HTTP below that URL, at `/v1/logs` or"
              + " `/v1/traces`; https beyond loopback");
  private static final Key<Credential> CREDENTIAL =
      Key.of("credential", UpstreamKeys.CREDENTIAL_KEYS, "a header that the guard shows to it")
          .or(Credential.none(), "none");
  private static final Key<Duration> ALARM =
      Key.of(
              "behind-alarm",
              Kinds.DURATION_KIND,
              "how long leaves may wait before the guard says so; 10s to 7d")
          .or(BEHIND_ALARM, "10m");

  /** All exports, by the names under which each keeps its place. */
  static final Kind<Map<String, ExportSettings>> EXPORTS =
      Groups.mapOf(
          "export",
          NAME,
          Section.of(
              "export",
              List.of(FORMAT, TO, CREDENTIAL, ALARM),
              v -> new ExportSettings(v.at(FORMAT), v.at(TO), v.at(CREDENTIAL), v.at(ALARM))));

  private ExportKeys() {}
}
