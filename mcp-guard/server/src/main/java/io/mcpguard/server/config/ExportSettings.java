package io.mcpguard.server.config;

import io.mcpguard.export.Form;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/**
 * One way on which the evidence goes out.
 *
 * @param form as what
 * @param to where
 * @param credential what the guard shows to a collector
 * @param behindAlarm how long leaves may wait
 */
public record ExportSettings(Form form, Target to, Credential credential, Duration behindAlarm) {
  /** Where it goes. */
  public sealed interface Target {
    /** The guard's own standard output. */
    record StandardOutput() implements Target {}

    /** A file that lines are appended to. */
    record Lines(Path file) implements Target {}

    /** An OpenTelemetry collector, with the URL below which it takes logs and traces. */
    record Collector(URI url) implements Target {}
  }

  /** To a file. */
  public static ExportSettings lines(Form form, Path file) {
    return new ExportSettings(
        form, new Target.Lines(file), Credential.none(), ExportKeys.BEHIND_ALARM);
  }

  /** To a collector that asks for no credential. */
  public static ExportSettings collector(Form form, URI url) {
    return new ExportSettings(
        form, new Target.Collector(url), Credential.none(), ExportKeys.BEHIND_ALARM);
  }

  /** The same with something to show to the collector. */
  public ExportSettings credential(Credential shown) {
    return new ExportSettings(form, to, shown, behindAlarm);
  }
}
